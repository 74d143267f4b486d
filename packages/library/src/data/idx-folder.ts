import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fashionMnistClasses, type IdxOptions, openIdx } from '@ftn/datasets';
import { StorageError } from '@ftn/errors';
import type { DataSplits } from './data.js';

/** A file of the MNIST family under one of the names it is published by, plain or gzipped. */
function find(folder: string, stem: string, kind: string): string {
  const names = [`${stem}-${kind}-ubyte`, `${stem}.${kind}-ubyte`];
  for (const name of names.flatMap((plain) => [plain, `${plain}.gz`])) {
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new StorageError(`there is no ${names[0]} (or ${names[0]}.gz)`, {
    file: folder,
    hint: 'idx:FOLDER takes a folder with the four files of MNIST, Fashion-MNIST or another set of that form.',
  });
}

/** Training and test set of a folder with the four files of the MNIST family. */
export async function openIdxFolder(path: string): Promise<DataSplits> {
  const folder = resolve(path);
  const name = basename(folder);
  const open = (stem: string, options: IdxOptions) =>
    openIdx(find(folder, `${stem}-images`, 'idx3'), find(folder, `${stem}-labels`, 'idx1'), options);
  const named = /fashion/i.test(name) ? { classes: fashionMnistClasses } : {};
  const train = await open('train', { name: `${name}/train`, ...named });
  // The test set's labels are those of the training set: a class may have no test image.
  const test = await open('t10k', { name: `${name}/test`, classes: train.classes });
  return { name, train, test };
}
