import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyTransient } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';
import { writeNyud } from '../testing/nyud-layouts.js';
import { writeDomainNet, writeSketchSets, writeWeights } from '../testing/real-layouts.js';
import { writeTinyGenerator } from '../testing/tiny-generator.js';
import { experiments } from './index.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-full-'));
  await writeDomainNet(at('domainnet'), ['clipart', 'infograph', 'painting', 'quickdraw', 'real', 'sketch']);
  await writeSketchSets(at('i2s'));
  for (const packaging of ['rcm', 'vandenhende'] as const) await writeNyud(at(packaging), packaging);
  await writeTinyTransient(at('ta'), 3);
  await writeTinyGenerator(at('G.safetensors'));
  for (const name of ['resnet18', 'resnet34', 'resnet50'])
    await writeWeights(at(`${name}.safetensors`), name);
}, 600_000);
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What must be small: epochs, steps, images. */
const phases =
  'methods.adashare.phases={warm-up: {epochs: 1}, policy: {epochs: 1, steps: 2, policySteps: 1}, retrain: {epochs: 1, steps: 1}}';
const few = ['epochs=1', 'batchSize=4'];
const images = [...few, 'input.size=32'];
const maps = [...few, 'input.size=[64, 80]'];
const seasons = ['epochs=1', 'generator.expected={}', 'domains=[winter]'];

interface Full {
  readonly experiment: string;
  readonly data: () => string;
  readonly weights?: string;
  readonly set: readonly string[];
  readonly ranks?: string;
  readonly pictures?: readonly string[];
}

const sketchSets = () => `imagenet-to-sketch:${at('i2s')}`;
const domainNet = () => `domainnet:${at('domainnet')}`;
const transient = () => `transient-attributes:${at('ta')}`;

const cases: readonly Full[] = [
  { experiment: 'imagenet-to-sketch', data: sketchSets, weights: 'resnet50', set: [...images, phases] },
  { experiment: 'domainnet', data: domainNet, weights: 'resnet34', set: [...images, phases] },
  { experiment: 'table-s1', data: domainNet, weights: 'resnet34', set: [...images, phases] },
  { experiment: 'nyud', data: () => `nyud:${at('rcm')}`, weights: 'resnet18', set: maps },
  { experiment: 'nyud', data: () => `nyud:${at('vandenhende')}`, weights: 'resnet18', set: maps },
  ...['figure-s1', 'figure-s2'].map((experiment) => ({
    ...{ experiment, data: sketchSets, weights: 'resnet50', set: images, pictures: [`${experiment}.png`] },
  })),
  {
    ...{ experiment: 'figure-s3', data: () => at('i2s', 'wikiart'), weights: 'resnet50', set: images },
    pictures: ['figure-s3.png'],
  },
  {
    ...{ experiment: 'figure-s4', data: domainNet, weights: 'resnet34', set: images },
    pictures: ['figure-s4.png'],
  },
  { experiment: 'table-s2', data: transient, set: seasons, ranks: '2,3' },
  {
    ...{ experiment: 'figure-s5', data: transient, set: seasons, ranks: '2' },
    pictures: ['figure-s5.png', 'figure-s5-walk.png'],
  },
];

describe('every experiment by name at its full recipe, on a handful of images in the real layout', () => {
  it('is here', () => {
    expect(new Set(cases.map(({ experiment }) => experiment))).toEqual(new Set(Object.keys(experiments)));
  });

  it.each(cases.map((one, i) => [`${one.experiment} (${i + 1})`, one] as const))(
    '%s reaches its last picture and says in what it departs',
    async (name, { experiment, data, weights, set, ranks, pictures = [] }) => {
      const out = at(name.replaceAll(/\W+/g, '-'));
      const networks =
        weights === undefined
          ? ['--generator', at('G.safetensors')]
          : ['--weights', at(`${weights}.safetensors`)];
      const {
        code,
        out: said,
        err,
      } = await ftn(
        ...['reproduce', experiment, '--data', data(), ...networks, '--out', out, '--json', '--workers', '0'],
        ...set.flatMap((assignment) => ['--set', assignment]),
        ...(ranks === undefined ? [] : ['--ranks', ranks]),
      );
      expect(code, err).toBe(0);
      for (const file of ['report.html', 'table.json', ...pictures])
        expect(existsSync(join(out, file)), file).toBe(true);
      const table = lastJson(said) as {
        rows: { value: number; paper?: number }[];
        run: { departures: string[] };
      };
      expect(table.rows.length).toBeGreaterThan(0);
      expect(table.rows.every(({ paper }) => paper === undefined)).toBe(true);
      expect(table.run.departures.join('\n')).toContain('epochs: 1 (recipe:');
      expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('This run departs from the recipe');
      expect(JSON.parse(await readFile(join(out, 'table.json'), 'utf8'))).toEqual(table);
    },
  );
});
