import { Worker } from 'node:worker_threads';
import { ThreadPool } from '@ftn/threads';
import { expect, it } from 'vitest';
import { countEdges } from '../edges/count-edges.js';
import { edgeProtocol } from '../edges/edge-protocol.js';
import type { EdgeCounts } from '../edges/sweep-thresholds.js';
import type { EdgePair } from './edge-pair.js';

// `pnpm test` gives pools the thread of a build; this is the one that a clone's sources start where nothing is built.
it('the thread of a clone reads its sources and counts what the calling thread counts', async () => {
  const [height, width] = [60, 80];
  const data = new Uint8Array(height * width);
  for (let y = 8; y < 22; y++) data[y * width + 20] = 255;
  const image = { data, height, width };
  const protocol = edgeProtocol({ truth: 'plain' });
  const threads = new ThreadPool<EdgePair, EdgeCounts>({
    size: 1,
    name: 'an edge worker',
    start: () =>
      new Worker(new URL('./edge-worker-source.mjs', import.meta.url), {
        workerData: protocol,
        execArgv: ['--conditions=@ftn/source'],
      }),
    closed: () => new Error('closed'),
  });
  try {
    const counts = await threads.run({ prediction: image, truth: image });
    expect(counts).toEqual(countEdges(image, image, protocol));
  } finally {
    await threads.close();
  }
});
