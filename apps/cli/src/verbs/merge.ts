import { mergeDomain } from '@ftn/adapters';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { Command } from 'commander';
import { openDomain } from '../compose/open-adapter.js';
import { outputFile } from '../compose/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { required } from './flags.js';

interface MergeFlags {
  adapter?: string;
  weights?: string;
  out?: string;
  force?: boolean;
  json?: boolean;
}

async function merge(flags: MergeFlags, terminal: Terminal): Promise<void> {
  const folder = required('--adapter FOLDER', flags.adapter);
  const out = outputFile(required('--out FILE.safetensors', flags.out), '.safetensors', flags.force);
  await startEngine();
  const { domain, manifest, dispose } = await openDomain(folder, flags.weights);
  try {
    const tensors = mergeDomain(domain);
    const { backbone, classes } = manifest;
    const metadata = { format: 'pt', backbone: backbone.name, classes: JSON.stringify(classes) };
    await writeFileAtomic(out, encodeSafetensors(tensors, metadata));
    const parameters = [...tensors.values()].reduce((n, { data }) => n + data.length, 0);
    const row = { file: out, tensors: tensors.size, scalars: parameters, classes: classes.length };
    if (flags.json) terminal.json({ id: 'merge', rows: [row] });
    else {
      const size = parameters.toLocaleString('en-US');
      const what = manifest.task === undefined ? 'classes' : `outputs (${manifest.task})`;
      terminal.print(
        `${out}: ${tensors.size} tensors, ${size} scalars, a ${backbone.name} of ${classes.length} ${what}`,
      );
    }
  } finally {
    dispose();
  }
}

/** `ftn merge`: backbone and adapter as one ordinary network. */
export function mergeVerb(terminal: Terminal): Command {
  return new Command('merge')
    .description("write backbone and adapter as one network in torchvision's names")
    .option('--adapter <folder>', "the adapter's folder, or the run's")
    .option('--out <file>', 'the .safetensors file to write')
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((flags: MergeFlags) => merge(flags, terminal));
}
