import type { Evaluation, SplitName } from '@ftn/library';
import { Command } from 'commander';
import { columns } from '../terminal/columns.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { typedCommand } from '../terminal/typed-command.js';
import { collect, oneOf, optionalNumber, required, splitNames } from './flags.js';

interface EvaluateFlags {
  adapter?: string;
  weights?: string;
  generator?: string;
  data?: string[];
  split?: SplitName;
  limit?: string;
  workers?: string;
  out?: string;
  json?: boolean;
}

/** Images of the contact sheet: more where each is one, fewer where each is a row of maps. */
const shownImages = 24;

const percent = (value: number) => (Number.isFinite(value) ? value.toFixed(2) : '–');

async function print(found: Evaluation, terminal: Terminal): Promise<void> {
  const { formatMetric, metricOf } = await import('@ftn/metrics');
  const { mostConfused } = await import('@ftn/library/internal');
  const shown = (metric: string, value: number) => formatMetric(metricOf(metric), value);
  const { domain, task, split, images, metrics, classes, confusion, calibration } = found;
  terminal.print(`${domain}, ${task}, ${split}: ${images} images`);
  const values = Object.entries(metrics).map(([metric, value]) => ({ metric, value: shown(metric, value) }));
  const error = calibration ? [{ metric: 'ECE', value: shown('ECE', calibration.ece) }] : [];
  for (const line of columns([...values, ...error], terminal.screenWidth)) terminal.print(line);
  if (!confusion) return;
  terminal.print('');
  const rows = classes.map(({ class: label, count, correct, accuracy, precision, iou }) => ({
    class: label,
    [confusion.of]: count,
    correct,
    'accuracy %': percent(accuracy),
    'precision %': percent(precision),
    'IoU %': percent(iou),
  }));
  for (const line of columns(rows, terminal.screenWidth)) terminal.print(line);
  const names = classes.map((one) => one.class);
  const pairs = mostConfused(confusion, names, 3).map(
    ({ truth, predicted, count }) => `${truth} for ${predicted} (${count.toLocaleString('en-US')})`,
  );
  if (pairs.length > 0) terminal.print(`most often confused: ${pairs.join(', ')}`);
}

async function evaluate(flags: EvaluateFlags, terminal: Terminal): Promise<void> {
  const { weights, generator, data, split, out, json = false } = flags;
  const options = {
    adapter: required('--adapter FOLDER', flags.adapter),
    weights,
    generator,
    data,
    split,
    limit: optionalNumber('limit', flags.limit, 1),
    workers: optionalNumber('workers', flags.workers),
    show: out === undefined ? undefined : shownImages,
  };
  const library = await import('@ftn/library');
  const found = await stoppable(terminal, (signal) =>
    showRun(library.evaluate({ ...options, signal }), terminal),
  );
  const { domain, task, method, metrics, images, classes, confusion, calibration, engine } = found;
  const rows = Object.entries(metrics).map(([metric, value]) => ({ method, domain, task, metric, value }));
  const table = {
    id: 'evaluate',
    engine: engine.name,
    split: found.split,
    images,
    rows,
    ...(confusion ? { classes, confusion } : {}),
    ...(calibration ? { calibration } : {}),
  };
  if (!json) await print(found, terminal);
  if (out !== undefined) {
    const { publishEvaluation } = await import('../files/publish-evaluation.js');
    const command = typedCommand(process.argv.slice(2));
    terminal.tell(await publishEvaluation(found, table, { out, command }), json);
  }
  if (json) terminal.json(table);
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
    .option('--split <name>', `${splitNames.join(', ')} (default: test)`, oneOf('split', splitNames))
    .option('--limit <n>', "use at most N images per class (default: the adapter's own limit)")
    .option('--workers <n>', 'threads that decode')
    .option(
      '--out <folder>',
      'also write where it fails: a page, the confusion matrix, the worst images, CSV files',
    )
    .option('--json', 'print the results as one JSON object')
    .action((flags: EvaluateFlags) => evaluate(flags, terminal));
}
