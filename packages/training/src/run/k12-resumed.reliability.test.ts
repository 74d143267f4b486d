import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRunCheckpoint, writeRunCheckpoint } from '@ftn/checkpoints/node';
import { row, seeded } from '@ftn/reliability';
import { afterAll, expect } from 'vitest';
import { startTrainer, train } from '../testing/start-trainer.js';

const root = mkdtempSync(join(tmpdir(), 'ftn-earlier-'));
afterAll(() => rmSync(root, { recursive: true }));

/**
 * Runs of four epochs that were killed after step 9, as each released version of the format kept them, and the hash of what
 * the uninterrupted run had learned. In JavaScript, whose arithmetic is the same on every processor.
 */
const recorded: Readonly<Record<string, string>> = {
  'stopped-v1.ftn': 'a7b7d27ab1f55794f20cad30402b419566c65dc1cda560149f785e91369f853b',
};
const fixture = (name: string) => fileURLToPath(new URL(`../__fixtures__/${name}`, import.meta.url));

/** Goes on with the run in `directory` to its end. */
async function goOn(directory: string) {
  const child = await startTrainer({ FTN_ENGINE: 'cpu' });
  const answer = await train(child, { directory, epochs: 4 });
  child.kill();
  return answer!;
}

row('K12', 'runs that go on', async () => {
  const versions = Object.entries(recorded);
  for (const [name, expected] of versions) {
    const directory = mkdtempSync(join(root, 'run-'));
    copyFileSync(fixture(name), join(directory, 'step-9.ftn'));
    const { sha256, losses } = await goOn(directory);
    expect(losses, name).toHaveLength(11);
    expect(sha256, name).toBe(expected);
  }
  return {
    count: versions.length,
    figure: `${versions.length} of ${versions.length} runs stopped under an earlier version end with the hash recorded then`,
  };
});

seeded('K12', 'the moments of the optimizer are lost', async () => {
  const directory = mkdtempSync(join(root, 'lost-'));
  const kept = await readRunCheckpoint(fixture('stopped-v1.ftn'));
  const tensors = new Map(
    [...kept.tensors].map(([name, tensor]) => {
      if (name.startsWith('domain/')) return [name, tensor];
      return [name, { ...tensor, data: new Float32Array(tensor.data.length) }];
    }),
  ) as typeof kept.tensors;
  await writeRunCheckpoint(directory, { ...kept, tensors });
  const { sha256, losses } = await goOn(directory);
  expect(losses).toHaveLength(11);
  expect(sha256).not.toBe(recorded['stopped-v1.ftn']);
});
