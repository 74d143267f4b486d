import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';
import { writeDomainNet } from '../testing/real-layouts.js';
import { comparedAssignments, jointAssignments } from './joint-network.js';

const domains = ['clipart', 'infograph', 'painting', 'quickdraw', 'real', 'sketch'];

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-joint-'));
  await writeDomainNet(join(scratch, 'domainnet'), domains);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('settings are of both stages, but for the systems compared and what is the joint network’s alone', () => {
  const set = ['epochs=1', 'joint.epochs=2', 'methods.ftn.options.init=normal', 'ranks=[2]', 'input.size=32'];
  expect(jointAssignments(set)).toEqual(['epochs=1', 'epochs=2', 'input.size=32']);
  expect(comparedAssignments(set)).toEqual([
    'epochs=1',
    'methods.ftn.options.init=normal',
    'ranks=[2]',
    'input.size=32',
  ]);
});

const phases =
  'methods.adashare.phases={warm-up: {epochs: 1}, policy: {epochs: 1, steps: 2, policySteps: 1}, retrain: {epochs: 1, steps: 1}}';
const small = ['backbone=resnet10-small', 'input.size=32', 'batchSize=4', 'epochs=1', phases];

/** Table S1 at its full recipe, on a handful of images in DomainNet's layout and over a small network. */
function tableS1(...words: string[]) {
  const set = small.flatMap((assignment) => ['--set', assignment]);
  const data = ['--data', `domainnet:${join(scratch, 'domainnet')}`];
  const shared = ['--workers', '0', '--out', join(scratch, 'out'), '--json'];
  return ftn('reproduce', 'table-s1', ...data, ...set, ...shared, ...words);
}

it('table S1 trains its joint network as the command says, tells of it, and checks it before it goes on', async () => {
  const { code, out, err } = await tableS1('--seeds', '3', '--set', 'joint.epochs=2');
  expect(code, err).toBe(0);
  const config = await readFile(join(scratch, 'out', 'joint', 'config.yaml'), 'utf8');
  for (const line of ['epochs: 2', 'seed: 3', 'batchSize: 4', 'size: 32', 'keep: last'])
    expect(config).toContain(line);
  const table = lastJson(out) as {
    rows: { paper?: number }[];
    joint: { domain: string }[];
    run: { departures: string[]; epochs: number; seeds: number[]; images: object };
  };
  expect(table.joint.map(({ domain }) => domain)).toEqual(domains);
  expect(table.rows).toHaveLength(6 * 6);
  expect(table.run).toMatchObject({ epochs: 1, seeds: [3], images: { sketch: { train: 8, test: 4 } } });
  expect(table.run.departures).toEqual(
    expect.arrayContaining([
      'epochs: 1 (recipe: 30)',
      'input.size: 32 (recipe: 224)',
      'images of sketch: 8 for training, 4 for testing (recipe: 48,212, 20,916)',
      'joint network: epochs: 2 (recipe: 60)',
    ]),
  );
  expect(table.rows.every(({ paper }) => paper === undefined)).toBe(true);
  const page = await readFile(join(scratch, 'out', 'report.html'), 'utf8');
  expect(page).toContain('This run departs from the recipe it is named after');
  expect(page).toContain('joint network.epochs');
  expect(page).not.toContain('The paper has fine-tuning (68.29) first');
  const status = await ftn('sweep', 'status', join(scratch, 'out'), '--json');
  const { runs } = lastJson(status.out) as unknown as { runs: { run: string; state: string }[] };
  expect(runs[0]).toMatchObject({ run: 'joint network', state: 'finished' });
  const before = await tableS1('--seeds', '3', '--set', 'joint.epochs=2');
  expect(before.code, before.err).toBe(0);
  expect((lastJson(before.out) as typeof table).rows).toEqual(table.rows);
  // Nothing took a step.
  expect(before.err).not.toMatch(/loss [\d.]+/);
  const other = await tableS1('--seeds', '3', '--resume');
  expect(other.code).toBe(2);
  expect(other.err).toContain('epochs: 2 → 1');
  const again = await tableS1('--seeds', '3', '--set', 'joint.epochs=2', '--resume');
  expect(again.code, again.err).toBe(0);
  expect((lastJson(again.out) as typeof table).rows).toEqual(table.rows);
});
