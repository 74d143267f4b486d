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
      'float32 / float16': formatBothBytes({ full: bytesBefore, half: bytes }),
    })),
  );
}

/** What a page says of them: one line, with the metric that decides of each. */
export function halvedNotes(adapters: readonly Halved[]): string[] {
  if (adapters.length === 0) return [];
  const each = adapters.map(({ system, domain, measured }) => {
    const [first] = measured?.metrics ?? [];
    const style = metricOf(first!.metric);
    const values = `${formatMetric(style, first!.after)} (${formatMetric(style, first!.before)} before)`;
    return `${system ? `${shownSystem(system)} on ` : ''}${domain} ${values}`;
  });
  return [
    `The table is of float32; adapters are stored in float16, in which they reach: ${each.join('; ')}.`,
  ];
}
