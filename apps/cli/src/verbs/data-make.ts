import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolderAtomic } from '@ftn/checkpoints/node';
import { UsageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber, required, wholeNumber } from './flags.js';

interface MakeFlags {
  out?: string;
  size: string;
  seed: string;
  limit?: string;
}

const folders = { train: 'train', validation: 'val', test: 'test' } as const;

async function make(spec: string, flags: MakeFlags, terminal: Terminal): Promise<void> {
  const { folderName, openData, parseData } = await import('@ftn/library/internal');
  const { hasMaps, writeImageFolder } = await import('@ftn/datasets');
  const asClasses = () =>
    new UsageError(`'${spec}' cannot be written as folders of classes`, {
      hint: `'ftn data show ${spec}' draws it; training reads it without files.`,
    });
  if (parseData(spec).source.targets?.includes('label') === false) throw asClasses();
  const out = resolve(required('--out FOLDER', flags.out));
  if (existsSync(out)) {
    throw new UsageError('the folder exists', {
      file: out,
      hint: 'Choose a new one; nothing is overwritten.',
    });
  }
  const domains = await openData(spec, {
    seed: wholeNumber('seed', flags.seed),
    size: wholeNumber('size', flags.size, 16),
    limit: optionalNumber('limit', flags.limit, 2),
  });
  const sets = domains.flatMap((domain) =>
    (['train', 'validation', 'test'] as const).map((split) => ({ domain, split })),
  );
  let images = 0;
  await makeFolderAtomic(out, async (partial) => {
    for (const [done, { domain, split }] of sets.entries()) {
      terminal.progress('writing', { done, total: sets.length, detail: `${domain.name}/${folders[split]}` });
      const folder = join(partial, domains.length === 1 ? '' : folderName(domain.name), folders[split]);
      await makeFolder(dirname(folder));
      const set = domain[split];
      if (hasMaps(set)) throw asClasses();
      await writeImageFolder(set, folder);
      images += set.length;
    }
  });
  terminal.endProgress();
  terminal.print(
    `${out}: ${domains.length} ${domains.length === 1 ? 'domain' : 'domains'}, ${images} images`,
  );
}

/** `ftn data make SPEC --out FOLDER`: a set that is made by code, as folders of PNG files. */
export function dataMakeVerb(terminal: Terminal): Command {
  return new Command('make')
    .description('write a made-up set (or any other) as train/, val/ and test/ folders of images')
    .argument('<spec>', 'a made-up set (or another word that ftn list data shows, or a folder)')
    .option('--out <folder>', 'the folder to write; it must not exist')
    .option('--size <pixels>', 'side of made-up images', '64')
    .option('--seed <n>', 'what is drawn, and what is held out', '0')
    .option('--limit <n>', 'use at most N images per class and split')
    .action((spec: string, flags: MakeFlags) => make(spec, flags, terminal));
}
