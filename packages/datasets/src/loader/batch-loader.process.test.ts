import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-process-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program of its own on the sources, as an application would; fails if it does not end by itself. */
async function program(body: string, ...flags: string[]): Promise<string> {
  const head = `
    import { createBatchLoader, smallTraining } from '${new URL('../index.ts', import.meta.url)}';
    import { drawnImages } from '${new URL('../testing/drawn-images.ts', import.meta.url)}';
    const dataset = drawnImages(32, 4);
    const open = (workers: number) =>
      createBatchLoader({ dataset, batchSize: 8, transforms: smallTraining(32), shuffle: true, workers });
  `;
  const script = join(folder, 'program.mts');
  await writeFile(script, head + body);
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const args = [...flags, '--import', tsx, '--conditions=@ftn/source', script];
  return (await run(process.execPath, args, { timeout: 600_000 })).stdout.trim();
}

describe('a process that reads batches', () => {
  it('exits by itself when it leaves the loop early and never closes the loader', async () => {
    const out = await program(`
      const loader = open(2);
      for await (const batch of loader.batches(0)) { console.log(batch.shape.join()); break; }
    `);
    expect(out).toBe('8,32,32,3');
  });

  it('exits when the loader is closed in the middle, with the next batch rejected', async () => {
    const out = await program(`
      const loader = open(2);
      const reader = loader.batches(0)[Symbol.asyncIterator]();
      await reader.next();
      const waiting = Promise.allSettled([reader.next(), reader.next()]);
      await loader.close();
      console.log((await waiting).map((r) => r.status === 'rejected' ? r.reason.code : r.status).join());
      console.log(process.getActiveResourcesInfo().filter((name) => name.includes('Worker') || name === 'MessagePort').length);
    `);
    expect(out.split('\n').at(-1)).toBe('0');
    expect(out).toContain('USAGE');
  });

  it('keeps its memory constant over 30 epochs', async () => {
    const out = await program(
      `
      const loader = open(1);
      const used: number[] = [];
      for (let epoch = 0; epoch < 30; epoch++) {
        for await (const batch of loader.batches(epoch)) batch.images[0] = 0;
        globalThis.gc!();
        await new Promise((resolve) => setTimeout(resolve, 5));
        globalThis.gc!();
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        used.push(heapUsed + arrayBuffers);
      }
      await loader.close();
      console.log(JSON.stringify(used));
    `,
      '--expose-gc',
    );
    const used = JSON.parse(out) as number[];
    // One epoch's batches alone are 780 KiB.
    expect(used.at(-1)! - used[9]!).toBeLessThan(300 * 1024);
  });
});
