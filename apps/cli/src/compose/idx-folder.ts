import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageDataset, openIdx } from '@ftn/datasets';
import { StorageError } from '@ftn/errors';

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
export async function openIdxFolder(folder: string): Promise<{ train: ImageDataset; test: ImageDataset }> {
  const open = (stem: string) =>
    openIdx({
      images: find(folder, `${stem}-images`, 'idx3'),
      labels: find(folder, `${stem}-labels`, 'idx1'),
    });
  return { train: await open('train'), test: await open('t10k') };
}
