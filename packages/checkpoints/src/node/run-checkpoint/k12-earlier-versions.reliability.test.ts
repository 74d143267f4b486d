import { readdirSync } from 'node:fs';
import { row, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { hashTensors } from '../../tensors/hash-tensors.js';
import { fixture } from '../../testing/fixtures.js';
import { decodeRunCheckpoint } from './decode-run-checkpoint.js';

/** What each released version's file held, as the program that wrote it said. */
const recorded: Readonly<Record<string, string>> = {
  'run-v1.ftn': '7aa3bc10ca1788a4cfc92191bc596fcd309ea02c022354b33f0ec64cdeb49b62',
};

const files = readdirSync(new URL('../../__fixtures__/', import.meta.url)).filter((name) =>
  name.endsWith('.ftn'),
);

const hashes = async (bytes: (name: string) => Uint8Array) =>
  Object.fromEntries(
    await Promise.all(
      files.map(async (name) => [
        name,
        await hashTensors(decodeRunCheckpoint(bytes(name), { file: name }).tensors),
      ]),
    ),
  ) as Record<string, string>;

row('K12', 'run checkpoints', async () => {
  expect(await hashes(fixture)).toEqual(recorded);
  return {
    count: files.length,
    figure: `${files.length} of ${files.length} versions give the hash recorded when they were written`,
  };
});

seeded('K12', 'a version is no longer known', async () => {
  const renumbered = (name: string) => {
    const bytes = fixture(name).slice();
    bytes[8] = 0;
    return bytes;
  };
  await expect(hashes(renumbered)).rejects.toThrow();
});
