import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';
import { typedCommand } from '../terminal/typed-command.js';
import { collect, oneOf, required } from './flags.js';

/** How the norms of an adapter become numbers from 0 to 1. */
const normalisations = ['range', 'maximum'] as const;

interface NormsFlags {
  adapter?: string[];
  weights?: string;
  normalise: (typeof normalisations)[number];
  out: string;
  json?: boolean;
}

async function run(flags: NormsFlags, terminal: Terminal): Promise<void> {
  const { weights, normalise, out, json = false } = flags;
  const adapters = required('--adapter FOLDER', flags.adapter);
  const { fileWord, norms, normMaps, normRows, normsReport } = await import('@ftn/library/internal');
  const { startEngine } = await import('@ftn/engine');
  const { renderHeatMap } = await import('@ftn/report');
  const { writeReport } = await import('../files/publish.js');
  const { writeFigure } = await import('../files/write-figure.js');
  const { mapLines } = await import('../terminal/map-lines.js');
  const measured = await norms({ adapters, weights });
  const maps = normMaps(measured, normalise);
  const { name: engine } = await startEngine();
  const table = { id: 'norms', engine, rows: measured.flatMap((adapter) => normRows(adapter, normalise)) };
  const settings = { command: typedCommand(process.argv.slice(2)), normalisation: normalise };
  for (const { name, map } of maps) await writeFigure(out, fileWord(name), (how) => renderHeatMap(map, how));
  const place = await writeReport(out, table, normsReport(measured, maps, { engine, settings }));
  for (const [i, map] of maps.entries())
    for (const line of [...(i > 0 ? [''] : []), ...mapLines(map)]) terminal.tell(line, json);
  terminal.tell(place, json);
  if (json) terminal.json(table);
}

/** `ftn norms`: heat maps of ‖ΔW‖, layers by domains and layers by ranks. */
export function normsVerb(terminal: Terminal): Command {
  return new Command('norms')
    .description(
      'show where adapters change the network: the norm of ΔW of every layer, by domain and by rank',
    )
    .option('--adapter <folder>', "an adapter's folder, or its run's; may be repeated", collect)
    .option('--weights <file>', "the backbone's weights (default: those that ship)")
    .option(
      '--normalise <how>',
      "'range' puts each adapter's smallest layer at 0 and its largest at 1, 'maximum' divides by the largest",
      oneOf('normalisation', normalisations),
      'range' as const,
    )
    .option('--out <folder>', 'where figures, table and page go', 'runs/norms')
    .option('--json', 'print the norms as one JSON object')
    .action((flags: NormsFlags) => run(flags, terminal));
}
