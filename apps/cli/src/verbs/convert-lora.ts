import { decodeText } from '@ftn/errors';
import { readRegularFileSync, textLimit } from '@ftn/errors/node';
import { columns } from '../terminal/columns.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber, required } from './flags.js';

/** What `ftn convert` is given for an adapter of another library. */
export interface LoraFlags {
  backbone?: string;
  weights?: string;
  rank?: string;
  name?: string;
  classes?: string;
  json?: boolean;
}

/** The lines of a file, without empty ones. */
function linesOf(file: string): string[] {
  const lines = decodeText(readRegularFileSync(file, { limit: textLimit }), file).split(/\r?\n/);
  return lines.filter((line) => line.trim() !== '');
}

/** A relative error as two digits and a power, e.g. 3.1e-8. */
const shortly = (error: number) => error.toExponential(1);

/** LoRA of PEFT or LyCORIS as an adapter, and how far the factors of every layer are from it. */
export async function convertLora(
  from: string,
  out: string,
  flags: LoraFlags,
  terminal: Terminal,
): Promise<void> {
  const { weights, name } = flags;
  const backbone = required('--backbone NAME', flags.backbone);
  const rank = optionalNumber('rank', flags.rank, 1);
  const classes = flags.classes === undefined ? undefined : linesOf(flags.classes);
  const { convertLora: convert } = await import('@ftn/library');
  const { layers, ...row } = await stoppable(terminal, (signal) =>
    showRun(convert({ from, out, backbone, weights, rank, name, classes, signal }), terminal),
  );
  if (flags.json) {
    terminal.json({ id: 'convert', rows: [{ ...row, layers }] });
    return;
  }
  const rows = layers.map((layer) => {
    return { layer: layer.layer, rank: layer.rank, 'relative error': shortly(layer.relativeError) };
  });
  for (const line of columns(rows, terminal.screenWidth)) terminal.print(line);
  const all = `relative error in all ${shortly(row.relativeError)}`;
  terminal.print(`${row.folder}: '${row.domain}', ${row.outputs} outputs, ${all}`);
}
