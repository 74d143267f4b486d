import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readAdapterFolder, readManifest } from '@ftn/adapters/node';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { renderComparisonHtml, renderPruningChart } from '@ftn/report';
import type { Terminal } from '../terminal/terminal.js';
import { adapterLabels } from './adapter-labels.js';
import { shownPath } from './comparison-report.js';
import { openData } from './data-source.js';
import type { DomainData, SplitName } from './domain-data.js';
import { engineLine } from './engine-line.js';
import { openAdapter } from './open-adapter.js';
import { pickDomain } from './pick-domain.js';
import { type PrunedAdapter, pruneAdapter } from './prune-adapter.js';
import { pruningChartOf, pruningLines, pruningReport } from './pruning-report.js';
import type { StopSignal } from './stop-signal.js';
import { fileWord, writeFigure } from './write-figure.js';

export interface PruningStudyOptions {
  /** Folders of adapters, or of their runs. */
  readonly adapters: readonly string[];
  /** Data words; several adapters find their images by their names. */
  readonly data: readonly string[];
  readonly weights?: string | undefined;
  /** The images the curves are measured on. */
  readonly split: SplitName;
  readonly thresholds: number;
  /** Points of validation accuracy a smaller adapter may lose; none is searched for without. */
  readonly maxDrop?: number | undefined;
  readonly trials: number;
  readonly limit?: number | undefined;
  readonly workers?: number | undefined;
  readonly out: string;
  /** Replace adapters that are in `out` already. */
  readonly force: boolean;
  readonly command: string;
  readonly stop: StopSignal;
}

/** What a pruning study found, and where it was made. */
export interface PruningStudy {
  readonly adapters: readonly PrunedAdapter[];
  readonly engine: EngineInfo;
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

/** The images of one of the domains that the words name, with the validation set a training run would hold out. */
async function imagesOf(
  { data, limit }: PruningStudyOptions,
  { name, size }: { name: string; size: number },
): Promise<DomainData> {
  const domains: DomainData[] = [];
  for (const spec of data) domains.push(...(await openData(spec, { size, limit })));
  return pickDomain(domains, name, data.join(', '));
}

/** Prunes every adapter on its own images; the smallest ones go to folders in `out`. */
export async function pruneAdapters(options: PruningStudyOptions, terminal: Terminal): Promise<PruningStudy> {
  const { adapters, weights, out } = options;
  const named = [];
  for (const folder of adapters) named.push({ folder, manifest: await readManifest(folder) });
  const labels = adapterLabels(named);
  const folders = options.maxDrop === undefined ? [] : adapterFolders(out, labels, options.force);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const pruned: PrunedAdapter[] = [];
  for (const [i, { folder, manifest }] of named.entries()) {
    const adapter = await openAdapter(await readAdapterFolder(folder), weights);
    try {
      const data = await imagesOf(options, { name: manifest.name, size: adapter.settings.size });
      const job = { ...options, label: labels[i]!, folder, adapter, data, out: folders[i] ?? out };
      pruned.push(await pruneAdapter(job, terminal));
    } finally {
      adapter.dispose();
    }
  }
  return { adapters: pruned, engine };
}

/** Writes figure, table and page of a pruning study to `out` and shows it, with --json as an object. */
export async function publishPruning(
  { adapters, engine }: PruningStudy,
  options: Pick<PruningStudyOptions, 'out' | 'split' | 'command' | 'data'> & { readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  const { out, split, command, json } = options;
  const smallest = adapters.flatMap((adapter) => adapter.smallest ?? []);
  const table = {
    id: 'prune',
    engine: engine.name,
    split,
    rows: adapters.flatMap(({ rows }) => rows),
    ...(smallest.length > 0 ? { smallest } : {}),
  };
  const report = pruningReport(adapters, { engine, command, split, data: options.data.join(', ') });
  await mkdir(out, { recursive: true });
  await writeFigure(out, 'pruning', (how) => renderPruningChart(pruningChartOf(adapters), how));
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(table, null, 2)}\n`));
  await writeFileAtomic(join(out, 'report.html'), Buffer.from(renderComparisonHtml(report)));
  const say = json ? terminal.note.bind(terminal) : terminal.print.bind(terminal);
  for (const line of pruningLines(adapters)) say(line);
  for (const { adapter } of smallest) say(`smallest adapter: ${shownPath(adapter)}`);
  say(`report: ${shownPath(join(out, 'report.html'))}`);
  if (json) terminal.json(table);
}
