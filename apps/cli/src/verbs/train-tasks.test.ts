import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseManifest } from '@ftn/adapters';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, spawnFtn, tinyRooms } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const tasks = ['--task', 'normals', '--task', 'depth'];
const words = ['train', '--recipe', tinyRooms, '--data', 'mini-rooms', '--method', 'ftn', '--rank', '2'];
const train = (...more: string[]) => ftn(...words, ...tasks, ...more);
const tensorsOf = (...folder: string[]) => readFile(at(...folder, 'adapter', 'adapter.safetensors'));

interface Table {
  rows: { task: string; metric: string; value: number; parameters: number }[];
  metrics: { task: string; [name: string]: unknown }[];
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-tasks-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn train --task', () => {
  it('trains each task in its own folder, and with --joint all together to the same bits', async () => {
    const apart = await train('--out', at('apart'), '--json');
    expect(apart.code, apart.err).toBe(0);
    const { rows, metrics } = lastJson(apart.out) as unknown as Table;
    expect(rows.map(({ task, metric }) => [task, metric])).toEqual([
      ['normals', 'mErr'],
      ['depth', 'RMSE'],
    ]);
    // The network, and for each task 1,440 of batch norms and two ranks of 1,287 factors.
    expect(rows[0]!.parameters).toBe(307_536 + 2 * (1440 + 2 * 1287));
    expect(metrics[0]).toHaveProperty('under30');

    const together = await train('--joint', '--out', at('joint'), '--json');
    expect(together.code, together.err).toBe(0);
    expect((lastJson(together.out) as unknown as Table).rows).toEqual(rows);
    for (const task of ['normals', 'depth']) {
      expect((await tensorsOf('joint', task)).equals(await tensorsOf('apart', task)), task).toBe(true);
      expect(existsSync(at('apart', task, 'config.yaml'))).toBe(true);
    }
    const json = await readFile(at('joint', 'depth', 'adapter', 'adapter.json'), 'utf8');
    const manifest = await parseManifest(json);
    expect(manifest).toMatchObject({
      name: 'mini-rooms',
      task: 'depth',
      method: 'ftn',
      input: { size: [64, 80], steps: [{ kind: 'normalize' }] },
      head: { kind: 'deeplab' },
    });
    expect(manifest.metrics.RMSE).toBe(rows[1]!.value);
  });

  it('stops on a signal and resumes all tasks together, bit for bit', async () => {
    const { child, ended } = spawnFtn([...words, ...tasks, '--joint', '--epochs', '6', '--out', at('parts')]);
    let [said, sent] = ['', false];
    child.stderr!.on('data', (chunk: Buffer) => {
      said += chunk;
      if (!sent && /epoch 1 of 6/.test(said)) sent = child.kill('SIGINT');
    });
    const stopped = await ended;
    expect(stopped.code, stopped.err).toBe(130);
    expect(existsSync(at('parts', 'depth'))).toBe(false);
    const other = await train(
      '--joint',
      '--epochs',
      '6',
      '--batch-size',
      '4',
      '--out',
      at('parts'),
      '--resume',
    );
    expect(other.code).toBe(2);
    expect(other.err).toContain('batchSize');
    const resumed = await train('--joint', '--epochs', '6', '--out', at('parts'), '--resume');
    expect(resumed.code, resumed.err).toBe(0);
    const whole = await train('--joint', '--epochs', '6', '--out', at('whole'));
    expect(whole.code, whole.err).toBe(0);
    for (const task of ['normals', 'depth'])
      expect((await tensorsOf('parts', task)).equals(await tensorsOf('whole', task)), task).toBe(true);
  });

  it('prints a configuration that is a recipe for the same run', async () => {
    const { out } = await train('--print-config', '--epochs', '1');
    expect(out).toContain('tasks:\n  - normals\n  - depth\n');
    expect(out).toContain('epochs: 1');
    expect(out).not.toContain('fine-tuning');
  });

  it('uses the recipe of the data where none is named', async () => {
    const named = ['train', '--method', 'feature-extractor', '--task', 'edge', '--print-config', '--data'];
    expect((await ftn(...named, 'mini-rooms')).out).toContain('backbone: resnet10-small');
    expect((await ftn(...named, 'nyud:anywhere')).out).toContain('backbone: resnet18');
  });

  it.each([
    [['--task', 'edges'], "unknown task 'edges'. Did you mean 'edge'?"],
    [['--task', 'edge', '--method', 'adashare'], "'adashare' cannot be trained on 'edge'"],
    [['--task', 'edge', '--from-scratch'], '--from-scratch cannot go with the method'],
    [['--task', 'edge', '--set', 'decoder.widht=3'], "no field 'decoder.widht'"],
    [['--task', 'edge', '--recipe', 'mini-room'], "Did you mean 'mini-rooms'?"],
  ])('refuses %j with exit code 2 and suggests what was meant', async (more, expected) => {
    const { code, err } = await ftn(...words, ...more);
    expect([code, err]).toEqual([2, expect.stringContaining(expected)]);
  });

  it('refuses data without the maps a task learns from, and takes the recipe’s tasks where none is named', async () => {
    const data = await ftn('train', '--task', 'edge', '--data', 'mini-domains', '--method', 'ftn');
    expect([data.code, data.err]).toEqual([
      2,
      expect.stringContaining("'mini-domains' has no 'edge' to learn"),
    ]);
    const all = await ftn('train', '--data', 'mini-rooms', '--print-config');
    expect(all.out).toContain('tasks:\n  - edge\n  - semseg\n  - normals\n  - depth\n');
  });

  it('refuses before the first step a run that would not fit in memory', async () => {
    const { code, err } = await train('--out', at('large'), '--max-memory', '0.01');
    expect([code, err]).toEqual([6, expect.stringContaining('would not fit in memory')]);
    expect(existsSync(at('large'))).toBe(false);
  });
});
