import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { randomNormal, setBackend, type Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { conv2d } from './conv2d/conv2d.js';
import { kernelBackend } from './kernels.js';

const tasks = '/proc/self/task';

/** The processors that each thread of this process may use. */
const allowed = () =>
  readdirSync(tasks).map(
    (id) => /^Cpus_allowed:\s*(\S+)/m.exec(readFileSync(`${tasks}/${id}/status`, 'utf8'))![1],
  );

it.runIf(kernelBackend() && existsSync(tasks))(
  'threads that were woken may go wherever they might before',
  async () => {
    await setBackend('tensorflow');
    const x = randomNormal([2, 56, 56, 64]) as Tensor4D;
    const filter = randomNormal([3, 3, 64, 64]) as Tensor4D;
    const before = new Set(allowed());
    const results = [];
    for (let i = 0; i < 5; i++) {
      // So long that they have gone to sleep.
      await setTimeout(20);
      const y = conv2d(x, filter, { padding: 1 });
      results.push(Buffer.from(y.dataSync().slice().buffer));
      y.dispose();
    }
    await setTimeout(20);
    expect(new Set(allowed())).toEqual(before);
    for (const one of results) expect(one.equals(results[0]!)).toBe(true);
    x.dispose();
    filter.dispose();
  },
);
