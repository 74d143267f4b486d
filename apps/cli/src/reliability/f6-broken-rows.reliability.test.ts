import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { row, seeded } from '@ftn/reliability';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { ftn, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let data: string;
const spoilt: string[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'ftn-rows-'));
  data = await writeTinyDomain(join(scratch, 'colours'), 14);
  const images = (split: string, colour: string, i: number) =>
    join(split, colour, readdirSync(join(data, split, colour)).sort()[i]!);
  // Of 54 images 40 are spoilt, each kind in every class.
  let kind = 0;
  for (const colour of ['blue', 'green', 'red']) {
    for (let i = 0; i < 13 && spoilt.length < 40; i++, kind++) {
      const name = images('train', colour, i);
      const path = join(data, name);
      if (kind % 4 === 0) await truncate(path, 0);
      else if (kind % 4 === 1) await truncate(path, 200);
      else if (kind % 4 === 2) writeFileSync(path, 'no picture at all');
      else await cp(join(data, images('test', colour, 0)), path);
      spoilt.push(name);
    }
  }
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const unnamed = (said: string) => spoilt.filter((name) => !said.includes(name));

row('F6', 'a folder of images', async () => {
  const { code, out, err } = await ftn('data', 'check', data);
  expect(code, err).toBe(3);
  expect(unnamed(out)).toEqual([]);
  return {
    count: spoilt.length,
    figure: `${spoilt.length} empty, cut, foreign and leaked images, all named in one pass`,
  };
});

row('F6', 'images left out', async () => {
  const words = (most: number) => [
    ...[
      'compare',
      '--recipe',
      tinyRecipe,
      '--workers',
      '0',
      '--methods',
      'feature-extractor',
      '--epochs',
      '1',
    ],
    ...['--data', data, '--skip-broken', String(most), '--out', join(scratch, `skipped-${most}`)],
  ];
  // Leaked images are pictures like others: the check names them, training takes them.
  const broken = spoilt.filter((_, i) => i % 4 !== 3);
  const few = await ftn(...words(broken.length - 1));
  expect(few.code, few.err).toBe(3);
  expect(few.err).toContain(`has ${broken.length} images that cannot be read`);
  expect(existsSync(join(scratch, `skipped-${broken.length - 1}`))).toBe(false);
  const enough = await ftn(...words(broken.length));
  expect(enough.code, enough.err).toBe(0);
  const page = readFileSync(join(scratch, `skipped-${broken.length}`, 'report.html'), 'utf8');
  expect(broken.filter((name) => !page.includes(basename(name)))).toEqual([]);
  return {
    count: broken.length,
    figure: `${broken.length} left out where so many may be, each in the page; refused before the first step where one less may`,
  };
});

seeded('F6', 'the check stops at the first', async () => {
  const { out } = await ftn('data', 'check', data);
  const first = out.split('\n').findIndex((line) => line.includes('.png'));
  expect(
    unnamed(
      out
        .split('\n')
        .slice(0, first + 1)
        .join('\n'),
    ).length,
  ).toBeGreaterThan(0);
});
