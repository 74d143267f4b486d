import { formatMetric, metricOf } from '@ftn/metrics';
import { formatBothBytes } from '@ftn/report';
import type { HalvedAdapter } from '../convert/adapter-in-half.js';
import { type NamedSystem, shownSystem } from './display-names.js';

/** An adapter in half precision, and what it is of where there are several systems. */
interface Halved extends HalvedAdapter {
  readonly system?: NamedSystem;
}

/** Adapters in half precision as rows of a table: each metric before and after, and the size of the file. */
export function halvedRows(adapters: readonly Halved[]): Readonly<Record<string, string>>[] {
  const tasks = new Set(adapters.map(({ task }) => task)).size > 1;
  return adapters.flatMap(({ system, domain, task, bytesBefore, bytes, measured }) =>
    (measured?.metrics ?? []).map(({ metric, before, after }) => ({
      ...(system ? { system: shownSystem(system) } : {}),
      domain,
      ...(tasks ? { task } : {}),
      metric,
      float32: formatMetric(metricOf(metric), before),
      float16: formatMetric(metricOf(metric), after),
      file: formatBothBytes({ full: bytesBefore, half: bytes }),
    })),
  );
}

/** What a page says of them: the largest change of a metric that decides. */
export function halvedNotes(adapters: readonly Halved[]): string[] {
  const changes = adapters.flatMap(({ system, domain, task, measured }) => {
    const [first] = measured?.metrics ?? [];
    if (!first) return [];
    const where = `${system ? `${shownSystem(system)} on ` : ''}${domain}, ${task}`;
    return [{ ...first, where, change: Math.abs(first.after - first.before) }];
  });
  const [largest] = changes.sort((a, b) => b.change - a.change);
  if (!largest) return [];
  const style = metricOf(largest.metric);
  const [before, after] = [formatMetric(style, largest.before), formatMetric(style, largest.after)];
  const most = `changes no result more than that of ${largest.where}: ${before} → ${after}`;
  const change = largest.change === 0 ? 'changes no result' : most;
  return [`The table is of float32; adapters are stored in float16, which ${change}.`];
}
