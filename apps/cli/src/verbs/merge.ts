import { readManifest } from '@ftn/adapters/node';
import { startEngine } from '@ftn/engine';
import { Command } from 'commander';
import { mergeGenerator } from '../compose/generation/merge-generator.js';
import { shippedGenerator } from '../compose/generation/open-generator.js';
import { mergeNetwork } from '../compose/merge-network.js';
import { outputFile } from '../compose/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { required } from './flags.js';

interface MergeFlags {
  adapter?: string;
  weights?: string;
  generator: string;
  out?: string;
  force?: boolean;
  json?: boolean;
}

async function merge(flags: MergeFlags, terminal: Terminal): Promise<void> {
  const folder = required('--adapter FOLDER', flags.adapter);
  const out = outputFile(required('--out FILE.safetensors', flags.out), '.safetensors', flags.force);
  const { generator, weights } = flags;
  await startEngine();
  const { network } = await readManifest(folder);
  const { what, ...row } =
    network.kind === 'generator'
      ? await mergeGenerator({ folder, generator, out })
      : await mergeNetwork({ folder, weights, out });
  if (flags.json) terminal.json({ id: 'merge', rows: [{ file: out, ...row }] });
  else {
    const scalars = row.scalars.toLocaleString('en-US');
    terminal.print(`${out}: ${row.tensors} tensors, ${scalars} scalars, ${what}`);
  }
}

/** `ftn merge`: backbone and adapter as one ordinary network. */
export function mergeVerb(terminal: Terminal): Command {
  return new Command('merge')
    .description("write backbone and adapter as one network in torchvision's names, or BigGAN's")
    .option('--adapter <folder>', "the adapter's folder, or the run's")
    .option('--out <file>', 'the .safetensors file to write')
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option('--generator <name|file>', "what a generator's adapter was trained over", shippedGenerator)
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((flags: MergeFlags) => merge(flags, terminal));
}
