import type { Evaluation, SplitName } from '@ftn/library';
import { Command } from 'commander';
import { columns } from '../terminal/columns.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, oneOf, optionalNumber, required, splitNames } from './flags.js';

interface EvaluateFlags {
  adapter?: string;
  weights?: string;
  generator?: string;
  data?: string[];
  split: SplitName;
  limit?: string;
  workers?: string;
  json?: boolean;
}

async function print(found: Evaluation, terminal: Terminal): Promise<void> {
  const { formatMetric, metricOf } = await import('@ftn/metrics');
  const shown = (metric: string, value: number) => formatMetric(metricOf(metric), value);
  const { domain, task, split, images, metrics, classes } = found;
  terminal.print(`${domain}, ${task}, ${split}: ${images} images`);
  const values = Object.entries(metrics).map(([metric, value]) => ({ metric, value: shown(metric, value) }));
  for (const line of columns(values)) terminal.print(line);
  if (classes.length === 0) return;
  terminal.print('');
  const rows = classes.map(({ class: label, count, correct, accuracy }) => ({
    class: label,
    images: count,
    correct,
    'accuracy %': Number.isNaN(accuracy) ? '–' : accuracy.toFixed(2),
  }));
  for (const line of columns(rows)) terminal.print(line);
}

async function evaluate(flags: EvaluateFlags, terminal: Terminal): Promise<void> {
  const { weights, generator, data, split } = flags;
  const options = {
    adapter: required('--adapter FOLDER', flags.adapter),
    weights,
    generator,
    data,
    split,
    limit: optionalNumber('limit', flags.limit, 1),
    workers: optionalNumber('workers', flags.workers),
  };
  const library = await import('@ftn/library');
  const found = await stoppable(terminal, (signal) =>
    showRun(library.evaluate({ ...options, signal }), terminal),
  );
  if (!flags.json) return print(found, terminal);
  const { domain, task, method, metrics, images, classes, engine } = found;
  const rows = Object.entries(metrics).map(([metric, value]) => ({ method, domain, task, metric, value }));
  const perClass = classes.length > 0 ? { classes } : {};
  terminal.json({ id: 'evaluate', engine: engine.name, split, images, rows, ...perClass });
}

/** `ftn evaluate`: how well an adapter does on a set of images, by default those it was tested on. */
export function evaluateVerb(terminal: Terminal): Command {
  return new Command('evaluate')
    .description(
      'measure an adapter on a set of images: the metrics of its task, class by class where there are classes',
    )
    .option('--adapter <folder>', "the adapter's folder, or its run's")
    .option(
      '--data <spec>',
      'other images (default: those it was trained beside, split as then); may be repeated',
      collect,
    )
    .option('--weights <file>', "the backbone's weights (default: those that ship)")
    .option('--generator <name|file>', "what a generator's adapter was trained over (default: mini-summer)")
    .option('--split <name>', splitNames.join(', '), oneOf('split', splitNames), 'test' as const)
    .option('--limit <n>', "use at most N images per class (default: the adapter's own limit)")
    .option('--workers <n>', 'threads that decode')
    .option('--json', 'print the results as one JSON object')
    .action((flags: EvaluateFlags) => evaluate(flags, terminal));
}
