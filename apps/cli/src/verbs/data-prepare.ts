import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';
import { oneOf, required } from './flags.js';

interface PrepareFlags {
  out?: string;
  jpeg?: boolean;
  json?: boolean;
}

async function prepare(name: string, root: string, flags: PrepareFlags, terminal: Terminal): Promise<void> {
  const { preparableLayouts, prepareLayout } = await import('@ftn/datasets');
  const set = oneOf('set', preparableLayouts)(name);
  const out = resolve(required('--out FOLDER', flags.out));
  const { folder, images, written } = await prepareLayout(set, resolve(root), out, {
    encoding: flags.jpeg ? 'jpeg' : 'png',
    onImage: (done, total) => terminal.progress('preparing', { done, total, detail: 'images' }),
  });
  terminal.endProgress();
  if (flags.json) terminal.json({ id: 'data-prepare', set, folder, images, written });
  else terminal.print(`${folder}: ${images} images, ${written} of them written now`);
}

/** `ftn data prepare SET ROOT --out FOLDER`: a published set as ImageNet-to-Sketch's class folders. */
export function dataPrepareVerb(terminal: Terminal): Command {
  return new Command('prepare')
    .description(
      "turn a published set into ImageNet-to-Sketch's class folders, cut to its boxes; run again to go on",
    )
    .argument('<set>', 'the published set, e.g. cars')
    .argument('<root>', 'the folder of the unpacked download')
    .option('--out <folder>', 'where the folder of the set is made, e.g. stanford_cars_cropped/')
    .option('--jpeg', 'write cut images as JPEG of quality 95 instead of PNG, which loses nothing')
    .option('--json', 'print one JSON object')
    .action((set: string, root: string, flags: PrepareFlags) => prepare(set, root, flags, terminal));
}
