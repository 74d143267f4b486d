import { Command } from 'commander';
import { outputFile } from '../files/output-file.js';
import type { Terminal } from '../terminal/terminal.js';

interface ConvertFlags {
  half?: boolean;
  key?: string;
  prefix?: string;
  backbone?: string;
  force?: boolean;
  json?: boolean;
}

async function run(from: string, target: string, flags: ConvertFlags, terminal: Terminal): Promise<void> {
  const to = outputFile(target, '.safetensors', flags.force);
  const { key, prefix, backbone, half } = flags;
  const { convert } = await import('@ftn/library');
  const { notes, ...row } = await convert({ from, to, key, prefix, backbone, half });
  for (const note of notes) terminal.note(note);
  if (flags.json) {
    terminal.json({ id: 'convert', rows: [row] });
    return;
  }
  const size = (row.bytes / 1e6).toFixed(1);
  terminal.print(`${row.file}: ${row.tensors} tensors (${row.types.join(', ')}), ${size} MB`);
}

/** `ftn convert IN OUT`: weights of PyTorch as safetensors, read as data and never run. */
export function convertVerb(terminal: Terminal): Command {
  return new Command('convert')
    .description('turn weights (.pth, .pt or .safetensors) into safetensors; nothing in the file is ever run')
    .argument('<in>', 'the file to read')
    .argument('<out>', 'the .safetensors file to write')
    .option(
      '--key <path>',
      'where in a checkpoint the weights are, e.g. state_dict; default where they are found',
    )
    .option('--prefix <words>', 'keep only names that begin so, and cut it off, e.g. module.encoder_q.')
    .option('--backbone <name>', 'keep only the weights of this backbone, and check that all are there')
    .option('--half', 'store floating-point numbers as float16')
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((source: string, target: string, flags: ConvertFlags) => run(source, target, flags, terminal));
}
