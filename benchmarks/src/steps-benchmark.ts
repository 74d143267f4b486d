// What the benchmarks of training steps share: their options, the turns, and how a line of a result reads.
import { cpus } from 'node:os';
import { compete, type Timing } from './compete.js';
import { type Contender, start } from './contender.js';
import type { DenseSetting, GenerationSetting } from './protocol.js';

/** The options of every such benchmark, as parseArgs takes them, with PyTorch's memory formats to compete with. */
export const stepOptions = {
  python: { type: 'string', default: 'python3' },
  threads: { type: 'string', default: '2' },
  formats: { type: 'string', default: 'channels_last,contiguous' },
  json: { type: 'boolean', default: false },
} as const;

type MemoryFormat = 'channels_last' | 'contiguous';

export interface StepsBenchmark {
  readonly id: string;
  readonly setting: DenseSetting | GenerationSetting;
  /** The workers' files: ours, and PyTorch's, which is started once for every memory format. */
  readonly workers: { readonly ours: string; readonly pytorch: string };
  readonly options: {
    readonly python: string;
    readonly formats: string;
    readonly ranks: string;
    readonly rounds: string;
    readonly steps: string;
    readonly json: boolean;
  };
  readonly warmUp: number;
  /** What is timed at a rank. */
  readonly title: (rank: number) => string;
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const log = (line: string) => process.stderr.write(`${line}\n`);

/** `229 ms`, `14.6 s`. */
const time = (ms: number) => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`);

const show = ({ min, median, processor, peak }: Timing) =>
  `${time(min)} (median ${time(median)}, ${time(processor)} of processor, peak ${(peak / 1000).toFixed(1)} GB)`;

async function startAll({ setting, workers, options }: StepsBenchmark): Promise<[Contender, ...Contender[]]> {
  const ours = await start('ours', process.execPath, workers.ours, setting);
  const theirs: Contender[] = [];
  for (const format of options.formats.split(',') as MemoryFormat[])
    theirs.push(await start(format, options.python, workers.pytorch, { ...setting, format }));
  return [ours, ...theirs];
}

/**
 * Times steps at every rank: all processes stay alive and take turns, a block of steps each, so that whatever else the machine
 * does falls on all of them. Prints a line for each rank, with `--json` an object at the end.
 */
export async function stepsBenchmark(benchmark: StepsBenchmark): Promise<void> {
  const { id, setting, options, warmUp, title } = benchmark;
  const contenders = await startAll(benchmark).catch((error: Error) => {
    log(error.message);
    process.exit(2);
  });
  log(`${cpus()[0]?.model.trim()}, ${setting.threads} threads; ${contenders.map((c) => c.ready).join('; ')}`);
  const rows: object[] = [];
  for (const rank of options.ranks.split(',').map(Number)) {
    const job = { rank, steps: Number(options.steps) };
    const timings = await compete(contenders, job, { rounds: Number(options.rounds), warmUp });
    const [ours, ...theirs] = timings as [Timing, ...Timing[]];
    const best = theirs.reduce((a, b) => (b.min < a.min ? b : a));
    const ratio = best.min / ours.min;
    const processor = Math.min(...theirs.map((timing) => timing.processor)) / ours.processor;
    print(
      `${title(rank).padEnd(20)}  ours ${show(ours)}  PyTorch, ${best.name} ${show(best)}  ` +
        `PyTorch/ours ${ratio.toFixed(2)} (processor time ${processor.toFixed(2)})`,
    );
    rows.push({ title: title(rank), rank, ours, pytorch: theirs, ratio, processor });
  }
  for (const contender of contenders) contender.stop();
  if (options.json) print(JSON.stringify({ id, engine: contenders[0].ready, setting, rows }));
}
