import { UsageError } from '@ftn/errors';
import { formatBytes } from '@ftn/report';
import { outputFile } from '../files/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { type ExportFlags, onlyAdapter, refuseShape } from './export-flags.js';
import { required } from './flags.js';

/** What PEFT and LyCORIS need not be told: they add ΔW to a network they are given. */
function requireLoraFlags(flags: ExportFlags, form: string): string {
  refuseShape(flags, form);
  if (flags.weights !== undefined) {
    throw new UsageError(`${form} takes no weights: it writes the adapter alone`, {
      hint: `Leave out --weights or ${form}.`,
    });
  }
  return onlyAdapter(required('--adapter FOLDER', flags.adapter), `a file of ${form.slice(2)}`);
}

/** Writes an adapter in the format of PEFT (`--peft`) or LyCORIS (`--lycoris`). */
export async function exportLora(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const form = flags.peft ? '--peft' : '--lycoris';
  const adapter = requireLoraFlags(flags, form);
  const { exportLycoris, exportPeft } = await import('@ftn/library');
  const { file, ...row } = flags.peft
    ? await exportPeft({ adapter, out: required('--out FOLDER', flags.out) })
    : await exportLycoris({
        adapter,
        out: outputFile(required('--out FILE.safetensors', flags.out), '.safetensors', flags.force),
      });
  if (flags.json) {
    terminal.json({ id: 'export', rows: [{ file, ...row }] });
    return;
  }
  const { layers, network, outputs, bytes } = row;
  terminal.print(`${file}: LoRA on ${layers} convolutions of ${network}, ${formatBytes(bytes)}`);
  terminal.print(
    `for a ${network} whose last layer has ${outputs} outputs (docs/interoperability.md says how it is loaded)`,
  );
}
