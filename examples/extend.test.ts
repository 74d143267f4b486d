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
  it('a method of one’s own is trained with the rates of the recipe, counted, and loaded again', async () => {
    const lines = await printed(() => import('./extend/method.js'));
    // Every output channel of resnet10-small's convolutions: 16 + 2·16 + 3·(32 + 64 + 128).
    expect(lines[0]).toEqual([expect.objectContaining({ convolutions: 720 })]);
    const [method, accuracy] = lines[1]!;
    expect(method).toBe('channel-scale');
    expect(accuracy).toBeGreaterThan(70);
  });

  it('a task of one’s own is trained, and its adapter evaluated as that', async () => {
    const [[task, metric, accuracy]] = (await printed(() => import('./extend/task.js'))) as [unknown[]];
    expect([task, metric]).toEqual(['flooded', 'accuracy']);
    expect(accuracy).toBeGreaterThan(70);
  });

  it('a metric of one’s own is measured, kept and written in its unit', async () => {
    const [[written, better]] = (await printed(() => import('./extend/metric.js'))) as [[string, boolean]];
    expect(written).toMatch(/^[12]?\d\.\d %$/);
    expect(better).toBe(true);
  });

  it('a data set of one’s own is trained on by its word', async () => {
    const [[domain, accuracy]] = (await printed(() => import('./extend/data-set.js'))) as [unknown[]];
    expect(domain).toBe('listed');
    expect(accuracy).toBeGreaterThan(70);
  });

  it('an optimizer of one’s own moves the factors', async () => {
    const [[config, accuracy]] = (await printed(() => import('./extend/optimizer.js'))) as [unknown[]];
    expect(config).toEqual({ kind: 'signum', rate: 0.002, beta: 0.9 });
    expect(accuracy).toBeGreaterThan(70);
  });

  it('a backbone of one’s own is trained from nothing and adapted', async () => {
    const [[method, accuracy]] = (await printed(() => import('./extend/backbone.js'))) as [unknown[]];
    expect(method).toBe('ftn');
    expect(accuracy).toBeGreaterThanOrEqual(100 / 3);
  });

  it('a verb of one’s own says what an adapter tells apart', async () => {
    const { argv } = process;
    process.argv = ['node', 'classes.js', 'runs/flooded'];
    try {
      expect(await printed(() => import('./extend/verb.js'))).toEqual([['flowers: clover, iris, rose']]);
    } finally {
      process.argv = argv;
    }
  });
});
