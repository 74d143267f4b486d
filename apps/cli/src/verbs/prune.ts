import type { PrunedAdapter, SplitName } from '@ftn/library';
import { Command } from 'commander';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { typedCommand } from '../terminal/typed-command.js';
import { collect, oneOf, optionalNumber, refuseValue, required, splitNames, wholeNumber } from './flags.js';

interface PruneFlags {
  adapter?: string[];
  data?: string[];
  weights?: string;
  split: SplitName;
  thresholds: string;
  maxDrop?: string;
  trials: string;
  limit?: string;
  workers?: string;
  out: string;
  force?: boolean;
  json?: boolean;
}

/** A drop from 0, in the unit of the metric; UsageError otherwise. */
function drop(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  return refuseValue('max-drop', 'a number from 0 up', text);
}

/** Writes figure, table and page of a pruning study to `out` and shows it, with --json as an object. */
async function publish(
  adapters: readonly PrunedAdapter[],
  flags: PruneFlags,
  terminal: Terminal,
): Promise<void> {
  const { pruningCharts, pruningReport } = await import('@ftn/library/internal');
  const { startEngine } = await import('@ftn/engine');
  const { renderPruningChart } = await import('@ftn/report');
  const { writeReport } = await import('../files/publish.js');
  const { writeFigure } = await import('../files/write-figure.js');
  const { pruningLines } = await import('../terminal/pruning-lines.js');
  const { out, split, json = false } = flags;
  const engine = await startEngine();
  const smallest = adapters.flatMap((adapter) => adapter.smallest ?? []);
  const table = {
    id: 'prune',
    engine: engine.name,
    split,
    rows: adapters.flatMap(({ rows }) => rows),
    ...(smallest.length > 0 ? { smallest } : {}),
  };
  const data = flags.data?.join(', ') ?? 'the adapters’ own';
  const command = typedCommand(process.argv.slice(2));
  const report = pruningReport(adapters, { engine, command, split, data });
  const charts = pruningCharts(adapters);
  for (const [i, chart] of charts.entries())
    await writeFigure(out, charts.length > 1 ? `pruning-${i + 1}` : 'pruning', (how) =>
      renderPruningChart(chart, how),
    );
  const place = await writeReport(out, table, report);
  const found = smallest.map(({ adapter }) => `smallest adapter: ${adapter}`);
  for (const line of [...pruningLines(adapters), ...found, place]) terminal.tell(line, json);
  if (json) terminal.json(table);
}

async function run(flags: PruneFlags, terminal: Terminal): Promise<void> {
  const { data, split, out, weights, force } = flags;
  const options = {
    adapters: required('--adapter FOLDER', flags.adapter),
    data,
    weights,
    split,
    thresholds: wholeNumber('thresholds', flags.thresholds, 2),
    maxDrop: flags.maxDrop === undefined ? undefined : drop(flags.maxDrop),
    trials: wholeNumber('trials', flags.trials, 1),
    limit: optionalNumber('limit', flags.limit, 1),
    workers: optionalNumber('workers', flags.workers),
    out,
    force,
  };
  const { prune } = await import('@ftn/library');
  const adapters = await stoppable(terminal, (signal) => showRun(prune({ ...options, signal }), terminal));
  await publish(adapters, flags, terminal);
}

/** `ftn prune`: what adapters keep of their accuracy without the layers that change least, and how small they can be. */
export function pruneVerb(terminal: Terminal): Command {
  return new Command('prune')
    .description(
      'take low-rank factors out by the norm of ΔW: the curve, and the smallest adapter within a drop',
    )
    .option('--adapter <folder>', "an adapter's folder, or its run's; may be repeated", collect)
    .option(
      '--data <spec>',
      'other images (default: those of training, split as then); several adapters find theirs by name; may be repeated',
      collect,
    )
    .option('--weights <file>', "the backbone's weights (default: those that ship)")
    .option(
      '--split <name>',
      `images of the curve: ${splitNames.join(', ')}`,
      oneOf('split', splitNames),
      'test' as const,
    )
    .option('--thresholds <n>', 'how many, equally spaced from the smallest to the largest norm', '10')
    .option(
      '--max-drop <points>',
      'also find the smallest adapter that loses at most this much on validation, in the unit of its metric',
    )
    .option('--trials <n>', 'how many smaller adapters are tried for it at most', '100')
    .option('--limit <n>', "use at most N images per class (default: the adapter's own limit)")
    .option('--workers <n>', 'threads that decode')
    .option('--out <folder>', 'where figure, table, page and the smallest adapter go', 'runs/prune')
    .option('--force', 'replace an adapter that exists')
    .option('--json', 'print the results as one JSON object')
    .action((flags: PruneFlags) => run(flags, terminal));
}
