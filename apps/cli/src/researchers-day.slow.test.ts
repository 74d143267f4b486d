import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastJson, tinyRooms } from './testing/commands.js';
import { Day, small } from './testing/day.js';

let day: Day;
const at = (...parts: string[]) => day.at(...parts);
const step: Day['step'] = (...of) => day.step(...of);
const photos = () => join(day.data, 'photos');

beforeAll(async () => {
  day = await Day.begin();
});
afterAll(() => day[Symbol.asyncDispose]());

describe('the researcher’s day', () => {
  it('repeats a table and changes it', async () => {
    const words = [
      'compare',
      '--data',
      photos(),
      ...small,
      '--methods',
      'feature-extractor,ftn',
      '--ranks',
      '1',
    ];
    const begun = await step('B4', 0, ...words, '--seeds', '0,1', '--resume', '--out', at('b4'));
    expect(begun.err).toMatch(/nothing to resume|no run/i);
    expect(begun.out).toContain('±');
    const again = await step('B2', 0, ...words, '--seeds', '0,1', '--out', at('b4'));
    expect(again.out.split('\n').slice(-8)).toEqual(begun.out.split('\n').slice(-8));
    for (const name of ['table.csv', 'table.md', 'table.tex'])
      expect(existsSync(at('b4', name)), name).toBe(true);
    const limited = ['compare', '--data', 'mini-domains/sketch', ...small, '--methods', 'feature-extractor'];
    const counted = await step(
      'B6',
      0,
      ...limited,
      '--limit',
      '5',
      '--test-limit',
      '2',
      '--json',
      '--out',
      at('b6'),
    );
    const { run } = lastJson(counted.out) as {
      run: { images: Record<string, { train: number; test: number }> };
    };
    expect(Object.values(run.images)).toEqual([{ train: 80, test: 32 }]);
  });

  it('changes the method', async () => {
    const train = (...words: string[]) => ['train', '--data', photos(), ...small, ...words];
    const by = await step('B7', 0, ...train('--rank', 'layer4=4,*=1', '--out', at('b7')));
    expect(by.out).toContain('FTN');
    const none = await step('B8', 2, ...train('--rank', '4', '--option', 'layers=layer9', '--out', at('b8')));
    expect(none.err).toContain('layer9');
    const compare = ['compare', '--data', photos(), ...small, '--ranks', '2', '--out', at('b11')];
    const variants = await step(
      'B11',
      0,
      ...compare,
      '--methods',
      'ftn,ftn[layers=layer4],ftn[rank=layer4=3,*=1]',
    );
    for (const shown of ['FTN R=2 (layers=layer4)', 'FTN (rank=layer4=3,*=1)'])
      expect(await readFile(at('b11', 'table.csv'), 'utf8')).toContain(
        shown.match(/\((.*)\)/)![1]!.split(',')[0]!,
      );
    expect(variants.code).toBe(0);
    await step('B9', 2, ...train('--rank', '4', '--option', 'rank=2', '--out', at('b9')));
    const set = (value: string) => ['--set', value];
    const extras = [
      ...set('methods.ftn.optimizers.default={kind: adamw, rate: 0.001}'),
      ...[...set('schedule.warmup=0.5'), ...set('labelSmoothing=0.1'), ...set('maxGradNorm=1')],
      ...set('transforms.train=[{randomCrop: 32}, randAugment]'),
    ];
    await step('B12', 0, ...train(...extras, '--rank', '1', '--out', at('b12')));
    const diverged = await step(
      'B13',
      5,
      ...train(...set('methods.ftn.optimizers.factors.rate=1e30'), '--rank', '1', '--out', at('b13')),
    );
    expect(diverged.err).toMatch(/not finite|diverged/i);
    await writeFile(
      at('heads.mjs'),
      `export default {
        name: 'heads-alone', title: 'Heads alone', summary: 'a head on the frozen network', options: {},
        create: () => ({ convolution: () => null, ownsBatchNorm: () => false, usesShared: true, traits: { startsAtBase: true } }),
      };`,
    );
    const own = await step('B16', 0, ...train('--method', at('heads.mjs'), '--out', at('b16')));
    expect(own.out).toContain('Heads alone');
    await step(
      'B17',
      0,
      'bench',
      '--backbone',
      'resnet18',
      '--rank',
      '2',
      '--batch-size',
      '2',
      '--steps',
      '1',
    );
    const large = await step(
      'B17',
      6,
      ...train('--size', '256', '--batch-size', '512', '--max-memory', '1', '--out', at('b17')),
    );
    expect(large.err).toMatch(/would not fit in memory: .* --batch-size \d+ would fit/);
    const files = await readdir(at('b12'));
    expect(files).toContain('metrics.csv');
    expect(files.some((name) => name.startsWith('events.out.tfevents'))).toBe(true);
  });

  it('learns maps, and lists what was run', async () => {
    const words = [
      'train',
      '--data',
      'mini-rooms',
      '--recipe',
      tinyRooms,
      '--task',
      'depth',
      '--workers',
      '0',
      '--epochs',
      '1',
    ];
    await step('B18', 0, ...words, '--limit', '4', '--out', at('rooms'));
    const image = at('room.png');
    await step('B23', 0, 'data', 'show', 'mini-rooms', '--columns', '1', '--out', image);
    await step('B23', 0, 'predict', image, '--adapter', at('rooms', 'adapter'), '--out', at('maps'));
    const maps = await readdir(at('maps'));
    expect(maps.some((name) => name.endsWith('.mm.png')) && maps.some((name) => name.endsWith('.npy'))).toBe(
      true,
    );
    for (const list of ['methods', 'experiments', 'data']) {
      const { out } = await step('B24', 0, 'list', list);
      // Columns of a terminal are the business of columns.test.ts.
      expect(out.trim().split('\n').length).toBeGreaterThan(4);
    }
    const { out } = await step('B26', 0, 'runs', day.scratch);
    expect(out).toContain('b12');
    expect(await readFile(at('b4', 'report.html'), 'utf8')).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });
});
