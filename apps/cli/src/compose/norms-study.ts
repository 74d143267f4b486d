import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { type ComparisonReport, renderComparisonHtml, renderHeatMap } from '@ftn/report';
import type { Normalisation } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { shownPath } from './comparison-report.js';
import { displayNames } from './display-names.js';
import { engineLine } from './engine-line.js';
import { type MeasuredAdapter, mapLines, measureNorms, normRows } from './measured-norms.js';
import { type NormMap, normMaps } from './norm-maps.js';
import { fileWord, writeFigure } from './write-figure.js';

export interface NormsStudyOptions {
  /** Folders of adapters, or of their runs. */
  readonly adapters: readonly string[];
  readonly weights?: string | undefined;
  readonly normalise: Normalisation;
  readonly out: string;
  readonly command: string;
  readonly json: boolean;
}

/** Two adapters of the same method, rank and domain would be one column. */
function refuseTwins(adapters: readonly MeasuredAdapter[], folders: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const [i, { domain, method, rank, backbone }] of adapters.entries()) {
    const key = JSON.stringify([domain, method, rank, backbone]);
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw new UsageError(`two adapters are called '${domain}' and have the same method and rank`, {
        got: `${twin}, ${folders[i]}`,
        hint: 'Give one of them.',
      });
    }
    seen.set(key, folders[i]!);
  }
}

function reportOf(
  adapters: readonly MeasuredAdapter[],
  maps: readonly NormMap[],
  settings: Record<string, unknown>,
  engine: string,
): ComparisonReport {
  const rows = adapters.map(({ domain, method, rank, accuracy, parameters, multiple }) => ({
    method,
    domain,
    ...(rank === undefined ? {} : { rank }),
    metric: 'accuracy',
    value: accuracy,
    parameters,
    multiple,
  }));
  return {
    title: 'Where adapters change the network',
    description: 'The norm of ΔW in every convolution, from 0 to 1 within each adapter.',
    table: { id: 'norms', engine, rows },
    curves: [],
    samples: [],
    heatMaps: maps.map(({ map }) => map),
    settings,
    notes: [
      'The norm is that of ΔW, not of its factors: √(1ᵀ[(AᵀA) ∘ (BᵀB) ∘ (SᵀS)]1). An empty cell is a layer the adapter does not change.',
      'Accuracies are those the adapters’ files state; parameters are those of the backbone with one domain.',
    ],
    names: displayNames,
  };
}

/** Measures ‖ΔW‖ in every layer of every adapter, writes heat maps, table and page to `out` and shows them. */
export async function normsStudy(options: NormsStudyOptions, terminal: Terminal): Promise<void> {
  const { adapters: folders, weights, normalise, out, command, json } = options;
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const adapters: MeasuredAdapter[] = [];
  for (const folder of folders) adapters.push(await measureNorms(folder, weights));
  refuseTwins(adapters, folders);
  const maps = normMaps(adapters, normalise);
  const rows = adapters.flatMap((adapter) => normRows(adapter, normalise));
  const table = { id: 'norms', engine: engine.name, normalise, rows };
  const settings = { command, normalise, adapters: folders };
  await mkdir(out, { recursive: true });
  for (const { name, map } of maps) await writeFigure(out, fileWord(name), (how) => renderHeatMap(map, how));
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(table, null, 2)}\n`));
  const report = renderComparisonHtml(reportOf(adapters, maps, settings, engine.name));
  await writeFileAtomic(join(out, 'report.html'), Buffer.from(report));
  const say = json ? terminal.note.bind(terminal) : terminal.print.bind(terminal);
  for (const [i, map] of maps.entries())
    for (const line of [...(i > 0 ? [''] : []), ...mapLines(map)]) say(line);
  say(`report: ${shownPath(join(out, 'report.html'))}`);
  if (json) terminal.json(table);
}
