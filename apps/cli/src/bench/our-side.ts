import type { Side, Taken } from './python-side.js';

/** Milliseconds of processor so far, all threads of this process together. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** This process as a side: `stepOf` makes the step of a rank, once for each; `stop` ends what it holds. */
export function ourSide(
  ready: string,
  stepOf: (rank: number) => () => unknown,
  stop: () => void = () => {},
): Side {
  const steps = new Map<number, () => unknown>();
  let resting: number | undefined;
  return {
    name: 'ftn',
    ready,
    async run({ rank, steps: count }): Promise<Taken> {
      const step = steps.get(rank) ?? stepOf(rank);
      steps.set(rank, step);
      resting ??= process.memoryUsage.rss();
      const ms: number[] = [];
      const began = processorTime();
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        await step();
        ms.push(performance.now() - start);
      }
      const processor = processorTime() - began;
      return { ms, processor, resting, peak: process.resourceUsage().maxRSS * 1024 };
    },
    stop,
  };
}
