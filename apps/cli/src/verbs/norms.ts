import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { type ComparisonReport, renderComparisonHtml, renderHeatMap } from '@ftn/report';
import { type Normalisation, normalisations } from '@ftn/training';
import { Command } from 'commander';
import { displayNames, shownPath } from '../compose/comparison-report.js';
import { engineLine } from '../compose/engine-line.js';
import { type MeasuredAdapter, mapLines, measureNorms, normRows } from '../compose/measured-norms.js';
import { type NormMap, normMaps } from '../compose/norm-maps.js';
import { typedCommand } from '../compose/run-config.js';
import { fileWord, writeFigure } from '../compose/write-figure.js';
import type { Terminal } from '../terminal/terminal.js';
import { collect, oneOf, required } from './flags.js';

interface NormsFlags {
  adapter?: string[];
  weights?: string;
  normalise: Normalisation;
  out: string;
  json?: boolean;
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

async function norms(flags: NormsFlags, terminal: Terminal): Promise<void> {
  const folders = required('--adapter FOLDER', flags.adapter);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const adapters: MeasuredAdapter[] = [];
  for (const folder of folders) adapters.push(await measureNorms(folder, flags.weights));
  refuseTwins(adapters, folders);
  const { normalise, out } = flags;
  const maps = normMaps(adapters, normalise);
  const table = {
    id: 'norms',
    engine: engine.name,
    normalise,
    rows: adapters.flatMap((adapter) => normRows(adapter, normalise)),
  };
  const settings = { command: typedCommand(process.argv.slice(2)), normalise, adapters: folders };
  await mkdir(out, { recursive: true });
  for (const { name, map } of maps)
    await writeFigure(out, fileWord(name), (options) => renderHeatMap(map, options));
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(table, null, 2)}\n`));
  const report = renderComparisonHtml(reportOf(adapters, maps, settings, engine.name));
  await writeFileAtomic(join(out, 'report.html'), Buffer.from(report));
  const say = flags.json ? (line: string) => terminal.note(line) : (line: string) => terminal.print(line);
  for (const [i, map] of maps.entries())
    for (const line of [...(i > 0 ? [''] : []), ...mapLines(map)]) say(line);
  say(`report: ${shownPath(join(out, 'report.html'))}`);
  if (flags.json) terminal.json(table);
}

/** `ftn norms`: heat maps of ‖ΔW‖, layers by domains and layers by ranks. */
export function normsVerb(terminal: Terminal): Command {
  return new Command('norms')
    .description(
      'show where adapters change the network: the norm of ΔW of every layer, by domain and by rank',
    )
    .option('--adapter <folder>', "an adapter's folder, or its run's; may be repeated", collect)
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option(
      '--normalise <how>',
      "'range' puts each adapter's smallest layer at 0 and its largest at 1, 'maximum' divides by the largest",
      oneOf('normalisation', normalisations),
      'range' as const,
    )
    .option('--out <folder>', 'where figures, table and page go', 'runs/norms')
    .option('--json', 'print the norms as one JSON object')
    .action((flags: NormsFlags) => norms(flags, terminal));
}
