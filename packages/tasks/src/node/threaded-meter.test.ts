import { RandomStream } from '@ftn/random';
import { roomBatch, roomLabels } from '@ftn/testing';
import { expect, it } from 'vitest';
import { createTask, taskNames } from '../create-task.js';
import { threadedMeter } from './threaded-meter.js';

const batches = [roomBatch('test', [0, 1, 2], 4), roomBatch('test', [3], 4)];

it('a threaded meter of edges gives the same result as one without threads, best threshold included', async () => {
  const task = createTask('edge', { classes: roomLabels });
  const [plain, threaded] = [task.meter(), threadedMeter(task)];
  const random = new RandomStream('edges');
  try {
    for (const batch of batches) {
      const soft = batch.edge!.data.map((v) =>
        Math.min(1, v * random.uniform(0.2, 1) + random.uniform(0, 0.2)),
      );
      await plain.update(soft, batch);
      await threaded.update(soft, batch);
    }
    const expected = await plain.result();
    expect(await threaded.result()).toEqual(expected);
    expect(Object.keys(expected.metrics)).toEqual(['odsF', 'oisF', 'AP', 'threshold']);
    expect(expected.metrics.odsF).toBeGreaterThan(30);
    expect(expected.metrics.threshold).toBeGreaterThan(0);
    expect(expected.metrics.threshold).toBeLessThan(1);
    expect(threaded.close).toBeDefined();
  } finally {
    await threaded.close?.();
  }
});

it.each(taskNames().filter((name) => name !== 'edge'))('a meter of %s uses no threads', (name) => {
  expect(threadedMeter(createTask(name, { classes: roomLabels })).close).toBeUndefined();
});
