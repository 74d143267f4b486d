import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng, labelColor } from '@ftn/report';
import { miniRooms, roomClasses } from '@ftn/synthetic';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRooms } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

interface Row {
  method: string;
  rank?: number;
  task?: string;
  metric: string;
  value: number;
  parameters: number;
  multiple: number;
}

/** Width and height in the header of a PNG file. */
async function sizeOf(file: string): Promise<[number, number]> {
  const header = (await readFile(file)).subarray(0, 24);
  expect(header.subarray(1, 4).toString()).toBe('PNG');
  return [header.readUInt32BE(16), header.readUInt32BE(20)];
}

let compared: { rows: Row[]; metrics: { method: string; rank?: number; task: string; mIoU?: number }[] };
let page: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-dense-'));
  const words = ['compare', '--recipe', tinyRooms, '--data', 'mini-rooms', '--ranks', '2', '--json'];
  const tasks = ['edge', 'semseg', 'normals', 'depth'].flatMap((task) => ['--task', task]);
  const { code, out, err } = await ftn(...words, ...tasks, '--out', at('compare'));
  expect(code, err).toBe(0);
  compared = lastJson(out) as unknown as typeof compared;
  page = await readFile(at('compare', 'report.html'), 'utf8');
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn compare --task', () => {
  it('reports every system on every task with its own metric and the exact parameter count', () => {
    const systems = [...new Set(compared.rows.map(({ method }) => method))];
    expect(systems).toEqual(['fine-tuning', 'feature-extractor', 'ftn']);
    const metrics = compared.rows.slice(0, 4).map(({ task, metric }) => [task, metric]);
    expect(metrics).toEqual([
      ['edge', 'odsF'],
      ['semseg', 'mIoU'],
      ['normals', 'mErr'],
      ['depth', 'RMSE'],
    ]);
    const parametersOf = (name: string) => compared.rows.find(({ method }) => method === name)!.parameters;
    // Four networks; one; one with four times 1,440 of batch norms and two ranks of 1,287 factors.
    expect(systems.map(parametersOf)).toEqual([4 * 307_536, 307_536, 307_536 + 4 * (1440 + 2 * 1287)]);
  });

  it('draws predictions beside the ground truth, with losses and settings', async () => {
    for (const text of [
      'Training loss of edges',
      'Training loss of depth',
      'depth, m',
      'wall',
      'learning rates',
      'exact, from the scene itself',
    ])
      expect(page).toContain(text);
    // Three images with their truth and three predictions for each of four tasks.
    expect(page.match(/<image /g)).toHaveLength(4 * 3 * (2 + 3));
    const table = await readFile(at('compare', 'table.json'), 'utf8');
    const { means } = JSON.parse(table) as { means: Row[] };
    expect(means.map(({ metric }) => metric)).toEqual(['delta', 'delta', 'delta']);
    expect(means[0]).toMatchObject({ method: 'fine-tuning', value: 0 });
    const of = (method: string, task: string) =>
      compared.rows.find((row) => row.method === method && row.task === task)!.value;
    const gain = (task: string) => of('ftn', task) / of('fine-tuning', task) - 1;
    const delta = (100 * (gain('edge') + gain('semseg') - gain('normals') - gain('depth'))) / 4;
    expect(means[2]!.value).toBeCloseTo(delta, 8);
  });

  it('resumes with the runs that are already finished', async () => {
    const words = [
      'compare',
      '--recipe',
      tinyRooms,
      '--data',
      'mini-rooms',
      '--methods',
      'feature-extractor',
    ];
    const folder = ['--task', 'depth', '--out', at('again')];
    expect((await ftn(...words, ...folder)).code).toBe(0);
    for (const more of [[], ['--resume']]) {
      const again = await ftn(...words, ...folder, ...more);
      expect(again.code, again.err).toBe(0);
      expect(again.err).toContain(`going on in ${at('again')}: 1 of 1 runs are finished`);
    }
    expect(await readFile(at('again', 'report.html'), 'utf8')).toContain('Training loss of depth');
  });

  it('searches rates on the validation images, with the same number of trials for each method', async () => {
    const words = [
      'compare',
      '--recipe',
      tinyRooms,
      '--data',
      'mini-rooms',
      '--methods',
      'ftn',
      '--ranks',
      '1',
    ];
    const { code, err } = await ftn(...words, '--task', 'normals', '--tune', '--out', at('tuned'));
    expect(code, err).toBe(0);
    expect(err.match(/ftn R=1: factors 0\.0[12] → normals [\d.]+ on validation/g)).toHaveLength(2);
  });
});

describe('ftn evaluate of a task', () => {
  it('gives the metrics that the comparison gave', async () => {
    const words = [
      'evaluate',
      '--adapter',
      at('compare', 'ftn-R-2', 'semseg'),
      '--data',
      'mini-rooms',
      '--json',
    ];
    const { code, out, err } = await ftn(...words, '--limit', '3');
    expect(code, err).toBe(0);
    const rows = lastJson(out).rows as Row[];
    const known = compared.metrics.find(({ method, task }) => method === 'ftn' && task === 'semseg')!;
    expect(rows.map(({ metric }) => metric)).toEqual(['mIoU', 'pixelAccuracy', 'meanAccuracy']);
    expect(rows[0]!.value).toBe(known.mIoU);
  });

  it('refuses to evaluate or prune on data without the maps of its task; its norms need no data', async () => {
    const folder = ['--adapter', at('compare', 'ftn-R-2', 'depth')];
    const { code, err } = await ftn('evaluate', ...folder, '--data', 'mini-domains');
    expect([code, err]).toEqual([2, expect.stringContaining("'mini-domains' has no 'depth' to learn")]);
    const norms = await ftn('norms', ...folder, '--out', at('norms'));
    expect(norms.code, norms.err).toBe(0);
    const pruned = await ftn('prune', ...folder, '--data', 'mini-domains');
    expect([pruned.code, pruned.err]).toEqual([
      2,
      expect.stringContaining("'mini-domains' has no 'depth' to learn"),
    ]);
  });
});

describe('ftn predict of a task', () => {
  it('writes each map at the size of its image, and beside it with a colour legend', async () => {
    const source = miniRooms({ split: 'test', length: 1, height: 64, width: 80 }).sample(0);
    if (source.kind !== 'memory') throw new Error('a mini-room is in memory');
    const { image: rgb, width, height } = source.sample;
    await writeFile(at('room.png'), encodePng({ rgb, width, height }));
    for (const task of ['edge', 'semseg', 'normals', 'depth']) {
      const words = ['--adapter', at('compare', 'ftn-R-2', task), '--out', at('maps')];
      const { code, out, err } = await ftn('predict', at('room.png'), ...words);
      expect(code, err).toBe(0);
      expect(out).toContain(at('maps', `room.${task}.png`));
      expect(await sizeOf(at('maps', `room.${task}.png`))).toEqual([width, height]);
      expect((await sizeOf(at('maps', `room.${task}.picture.png`)))[0]).toBeGreaterThan(2 * width);
    }
    expect(new Set(roomClasses.map((_, label) => labelColor(label).join())).size).toBe(roomClasses.length);
  });

  it('shrinks an image much larger than those trained on, and says so', async () => {
    const [height, width] = [200, 250];
    const source = miniRooms({ split: 'test', length: 1, height, width }).sample(0);
    if (source.kind !== 'memory') throw new Error('a mini-room is in memory');
    await writeFile(at('large.png'), encodePng({ rgb: source.sample.image, width, height }));
    const words = ['--adapter', at('compare', 'ftn-R-2', 'depth'), '--out', at('maps')];
    const { code, err } = await ftn('predict', at('large.png'), ...words);
    expect(code, err).toBe(0);
    expect(err).toContain(`${at('large.png')}: far larger than the images of training, shrunk to 128 × 160`);
    expect(await sizeOf(at('maps', 'large.depth.png'))).toEqual([160, 128]);
  });

  it('overwrites nothing, and names a wrong option', async () => {
    const words = ['--adapter', at('compare', 'ftn-R-2', 'depth'), '--out', at('maps')];
    const there = await ftn('predict', at('room.png'), ...words);
    expect([there.code, there.err]).toEqual([2, expect.stringContaining('Add --force to replace it')]);
    expect((await ftn('predict', at('room.png'), ...words, '--force')).code).toBe(0);
    const none = await ftn('predict', at('no.png'), ...words);
    expect([none.code, none.err]).toEqual([
      4,
      expect.stringContaining(`${at('no.png')}: the image is missing`),
    ]);
    const folder = await ftn('predict', at('room.png'), ...words.slice(0, 2));
    expect([folder.code, folder.err]).toEqual([2, expect.stringContaining('--out is missing')]);
  });
});

describe('ftn reproduce nyud', () => {
  it('with --mini runs every system on made-up rooms', async () => {
    const few = ['--set', 'madeUp={train: 2, val: 1, test: 1}', '--set', 'epochs=1', '--set', 'batchSize=2'];
    const small = ['--set', 'input.size=[64, 80]', '--set', 'decoder.width=8'];
    const words = ['reproduce', 'nyud', '--mini', '--json', '--out', at('mini'), ...few, ...small];
    const { code, out, err } = await ftn(...words);
    expect(code, err).toBe(0);
    const { id, rows } = lastJson(out) as unknown as { id: string; rows: Row[] };
    expect(id).toBe('nyud-mini');
    const systems = rows.filter(({ task }) => task === 'depth').map(({ method, rank }) => [method, rank]);
    expect(systems).toEqual([
      ['fine-tuning', undefined],
      ['feature-extractor', undefined],
      ['fc-and-bn-only', undefined],
      ['ftn', 1],
      ['ftn', 10],
    ]);
    for (const file of ['report.html', 'table.json', 'ftn-R-10/edge/adapter.json'])
      expect(existsSync(at('mini', file)), file).toBe(true);
  });

  it('says what the full-size run needs', async () => {
    const { code, err } = await ftn('reproduce', 'nyud');
    expect([code, err]).toEqual([2, expect.stringContaining('--data SPEC')]);
  });
});

describe('ftn data show', () => {
  it('draws images together with their maps', async () => {
    const { code, err } = await ftn('data', 'show', 'mini-rooms', '--out', at('rooms.png'), '--columns', '2');
    expect(code, err).toBe(0);
    expect((await sizeOf(at('rooms.png')))[0]).toBeGreaterThan(1000);
    const made = await ftn('data', 'make', 'mini-rooms', '--out', at('made'));
    expect([made.code, made.err]).toEqual([2, expect.stringContaining('ftn data show mini-rooms')]);
  });
});
