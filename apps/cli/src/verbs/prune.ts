import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { renderComparisonHtml, renderPruningChart } from '@ftn/report';
import { Command } from 'commander';
import { adapterLabels } from '../compose/adapter-labels.js';
import { shownPath } from '../compose/comparison-report.js';
import { openData } from '../compose/data-source.js';
import { type DomainData, type SplitName, splitNames } from '../compose/domain-data.js';
import { engineLine } from '../compose/engine-line.js';
import { openAdapter, readManifest } from '../compose/open-adapter.js';
import { pickDomain } from '../compose/pick-domain.js';
import { type PrunedAdapter, pruneAdapter } from '../compose/prune-adapter.js';
import { pruningChartOf, pruningLines, pruningReport } from '../compose/pruning-report.js';
import { typedCommand } from '../compose/run-config.js';
import { StopSignal } from '../compose/stop-signal.js';
import { fileWord, writeFigure } from '../compose/write-figure.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, oneOf, optionalNumber, required, wholeNumber } from './flags.js';

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

/** Points of accuracy from 0; UsageError otherwise. */
function points(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError('--max-drop is wrong', {
    expected: 'points of accuracy, 0 or more',
    got: `'${text}'`,
  });
}

/** Where each smallest adapter goes: one beside the figures as `adapter`, several in a folder each. */
function adapterFolders(out: string, labels: readonly string[], force: boolean): string[] {
  const folders = labels.map((label) =>
    labels.length === 1 ? join(out, 'adapter') : join(out, fileWord(label)),
  );
  const taken = folders.find((folder) => existsSync(join(folder, 'adapter.json')));
  if (taken === undefined || force) return folders;
  throw new UsageError('this folder holds an adapter already', {
    file: resolve(taken),
    hint: 'Add --force to replace it, or choose another --out.',
  });
}

async function prune(flags: PruneFlags, terminal: Terminal): Promise<void> {
  const adapters = required('--adapter FOLDER', flags.adapter);
  const specs = required('--data SPEC', flags.data);
  const thresholds = wholeNumber('thresholds', flags.thresholds, 2);
  const maxDrop = flags.maxDrop === undefined ? undefined : points(flags.maxDrop);
  const trials = wholeNumber('trials', flags.trials, 1);
  const workers = optionalNumber('workers', flags.workers);
  const limit = optionalNumber('limit', flags.limit, 2);
  const { split, out, weights } = flags;
  const named = [];
  for (const folder of adapters) named.push({ folder, manifest: await readManifest(folder) });
  const labels = adapterLabels(named);
  const folders = maxDrop === undefined ? [] : adapterFolders(out, labels, flags.force ?? false);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const stop = new StopSignal(terminal);
  const pruned: PrunedAdapter[] = [];
  try {
    for (const [i, { folder, manifest }] of named.entries()) {
      const domains: DomainData[] = [];
      const adapter = await openAdapter(folder, weights);
      try {
        const { size } = adapter.settings.input;
        for (const spec of specs) domains.push(...(await openData(spec, { size, limit })));
        const data = pickDomain(domains, manifest.name, specs.join(', '));
        const job = { label: labels[i]!, folder, adapter, data, split, thresholds, maxDrop, trials };
        pruned.push(await pruneAdapter({ ...job, out: folders[i] ?? out, workers, engine, stop, terminal }));
      } finally {
        adapter.dispose();
      }
    }
  } finally {
    stop.dispose();
  }
  const smallest = pruned.flatMap((adapter) => adapter.smallest ?? []);
  const table = {
    id: 'prune',
    engine: engine.name,
    split,
    rows: pruned.flatMap(({ rows }) => rows),
    ...(maxDrop === undefined ? {} : { smallest }),
  };
  const command = typedCommand(process.argv.slice(2));
  const report = pruningReport(pruned, { engine, command, split, data: specs.join(', ') });
  await mkdir(out, { recursive: true });
  await writeFigure(out, 'pruning', (options) => renderPruningChart(pruningChartOf(pruned), options));
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(table, null, 2)}\n`));
  await writeFileAtomic(join(out, 'report.html'), Buffer.from(renderComparisonHtml(report)));
  const say = flags.json ? (line: string) => terminal.note(line) : (line: string) => terminal.print(line);
  for (const line of pruningLines(pruned)) say(line);
  for (const { adapter } of smallest) say(`smallest adapter: ${shownPath(adapter)}`);
  say(`report: ${shownPath(join(out, 'report.html'))}`);
  if (flags.json) terminal.json(table);
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
      'its images, as for evaluate; several adapters find theirs by name; may be repeated',
      collect,
    )
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option(
      '--split <name>',
      `images of the curve: ${splitNames.join(', ')}`,
      oneOf('split', splitNames),
      'test' as const,
    )
    .option('--thresholds <n>', 'how many, equally spaced from the smallest to the largest norm', '10')
    .option('--max-drop <points>', 'also find the smallest adapter that loses at most so much on validation')
    .option('--trials <n>', 'how many smaller adapters are tried for it at most', '100')
    .option('--limit <n>', 'at most so many images of each class')
    .option('--workers <n>', 'threads that decode')
    .option('--out <folder>', 'where figure, table, page and the smallest adapter go', 'runs/prune')
    .option('--force', 'replace an adapter that is there already')
    .option('--json', 'print the results as one JSON object')
    .action((flags: PruneFlags) => prune(flags, terminal));
}
