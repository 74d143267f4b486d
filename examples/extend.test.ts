import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inAFolder } from './checks/in-folder.js';
import { printed } from './checks/run-program.js';
import { writeTinyDomain } from './checks/tiny-images.js';

const classes = ['clover', 'iris', 'rose'];

/** Lists the images of a class folder as `PATH CLASS`. */
async function list(split: string): Promise<string> {
  const rows: string[] = [];
  for (const name of classes) {
    for (const file of (await readdir(join('flowers', split, name))).sort()) {
      rows.push(`${split}/${name}/${file} ${name}`);
    }
  }
  return `${rows.join('\n')}\n`;
}

inAFolder(async () => {
  await writeTinyDomain('flowers', classes);
  await writeTinyDomain('birds', ['jay', 'parrot', 'robin']);
  for (const split of ['train', 'test']) await writeFile(`flowers/${split}.txt`, await list(split));
});

describe('the programs of docs/extend', () => {
  it('a user’s own method trains at the recipe’s rates, is counted, and loads again', async () => {
    const lines = await printed(() => import('./extend/method.js'));
    // Every output channel of resnet10-small's convolutions: 16 + 2·16 + 3·(32 + 64 + 128).
    expect(lines[0]).toEqual([expect.objectContaining({ convolutions: 720 })]);
    const [method, accuracy] = lines[1]!;
    expect(method).toBe('channel-scale');
    expect(accuracy).toBeGreaterThan(70);
  });

  it('a user’s own task is trained, and its adapter evaluated as that task', async () => {
    const [[task, metric, accuracy]] = (await printed(() => import('./extend/task.js'))) as [unknown[]];
    expect([task, metric]).toEqual(['flooded', 'accuracy']);
    expect(accuracy).toBeGreaterThan(70);
  });

  it('a user’s own metric is measured, stored and formatted in its unit', async () => {
    const [[written, better]] = (await printed(() => import('./extend/metric.js'))) as [[string, boolean]];
    expect(written).toMatch(/^[12]?\d\.\d %$/);
    expect(better).toBe(true);
  });

  it('a user’s own data set is trained on by name', async () => {
    const [[domain, accuracy]] = (await printed(() => import('./extend/data-set.js'))) as [unknown[]];
    expect(domain).toBe('listed');
    expect(accuracy).toBeGreaterThan(70);
  });

  it('a user’s own optimizer updates the factors', async () => {
    const [[config, accuracy]] = (await printed(() => import('./extend/optimizer.js'))) as [unknown[]];
    expect(config).toEqual({ kind: 'signum', rate: 0.002, beta: 0.9 });
    expect(accuracy).toBeGreaterThan(70);
  });

  it('a user’s own backbone is trained from scratch and adapted', async () => {
    const [[method, accuracy]] = (await printed(() => import('./extend/backbone.js'))) as [unknown[]];
    expect(method).toBe('ftn');
    expect(accuracy).toBeGreaterThanOrEqual(100 / 3);
  });

  it('a user’s own verb reports what an adapter distinguishes', async () => {
    const { argv } = process;
    process.argv = ['node', 'classes.js', 'runs/flooded'];
    try {
      expect(await printed(() => import('./extend/verb.js'))).toEqual([['flowers: clover, iris, rose']]);
    } finally {
      process.argv = argv;
    }
  });
});
