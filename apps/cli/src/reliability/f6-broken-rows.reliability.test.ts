import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cp, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, seeded } from '@ftn/reliability';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { ftn } from '../testing/commands.js';

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
