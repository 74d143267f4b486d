import { createInterface } from 'node:readline';
import type { Job, Outcome } from './protocol.js';

const send = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Milliseconds of processor time so far, all threads together. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * One side of a benchmark: says that it is ready, then runs a block of steps for each job on stdin and says how long
 * they took. `stepOf` gives the step of a rank; it is asked once for each.
 */
export async function serveSteps(
  ready: string,
  stepOf: (rank: number) => () => number | Promise<number>,
): Promise<void> {
  const steps = new Map<number, () => number | Promise<number>>();
  let resting: number | undefined;
  send({ ready });
  for await (const line of createInterface({ input: process.stdin })) {
    const { rank, steps: count } = JSON.parse(line) as Job;
    const step = steps.get(rank) ?? stepOf(rank);
    steps.set(rank, step);
    resting ??= process.memoryUsage.rss();
    const ms: number[] = [];
    let loss = 0;
    const began = processorTime();
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      loss = await step();
      ms.push(performance.now() - start);
    }
    const processor = processorTime() - began;
    const peak = process.resourceUsage().maxRSS * 1024;
    send({ ms, loss, processor, resident: process.memoryUsage.rss(), resting, peak } satisfies Outcome);
  }
}
