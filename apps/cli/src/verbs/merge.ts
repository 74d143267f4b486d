import { Command } from 'commander';
import { outputFile } from '../files/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { required } from './flags.js';

interface MergeFlags {
  adapter?: string;
  weights?: string;
  generator?: string;
  out?: string;
  force?: boolean;
  json?: boolean;
}

async function run(flags: MergeFlags, terminal: Terminal): Promise<void> {
  const adapter = required('--adapter FOLDER', flags.adapter);
  const out = outputFile(required('--out FILE.safetensors', flags.out), '.safetensors', flags.force);
  const { merge } = await import('@ftn/library');
  const { file, network, task, ...row } = await merge({
    adapter,
    weights: flags.weights,
    generator: flags.generator,
    out,
  });
  if (flags.json) terminal.json({ id: 'merge', rows: [{ file, network, task, ...row }] });
  else {
    const scalars = row.scalars.toLocaleString('en-US');
    const what = `a ${network} of ${row.classes} outputs (${task})`;
    terminal.print(`${file}: ${row.tensors} tensors, ${scalars} scalars, ${what}`);
  }
}

/** `ftn merge`: backbone and adapter as one ordinary network. */
export function mergeVerb(terminal: Terminal): Command {
  return new Command('merge')
    .description("write backbone and adapter as one network in torchvision's names, or BigGAN's")
    .option('--adapter <folder>', "the adapter's folder, or its run's")
    .option('--out <file>', 'the .safetensors file to write')
    .option('--weights <file>', "the backbone's weights (default: those that ship)")
    .option('--generator <name|file>', "what a generator's adapter was trained over (default: mini-summer)")
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((flags: MergeFlags) => run(flags, terminal));
}
