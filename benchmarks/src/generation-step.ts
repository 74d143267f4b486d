// Times BigGAN-128 at full size, forward and one adaptation step of FTN, against the same in PyTorch: all processes stay
// alive and take turns, a block of steps each, so that whatever else the machine does falls on all of them.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compete, type Timing } from './compete.js';
import { type Contender, start } from './contender.js';
import type { GenerationSetting } from './protocol.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    ranks: { type: 'string', default: '0,20,50' },
    rounds: { type: 'string', default: '4' },
    steps: { type: 'string', default: '1' },
    batch: { type: 'string', default: '4' },
    width: { type: 'string', default: '96' },
    threads: { type: 'string', default: '2' },
    formats: { type: 'string', default: 'channels_last,contiguous' },
    json: { type: 'boolean', default: false },
  },
});
const setting: GenerationSetting = {
  width: Number(values.width),
  batch: Number(values.batch),
  threads: Number(values.threads),
};
const print = (line: string) => process.stdout.write(`${line}\n`);
const log = (line: string) => process.stderr.write(`${line}\n`);

async function startAll(): Promise<[Contender, ...Contender[]]> {
  const ours = await start('ours', process.execPath, 'generation-worker.ts', setting);
  const theirs: Contender[] = [];
  for (const format of values.formats.split(',') as ('channels_last' | 'contiguous')[]) {
    theirs.push(await start(format, values.python, 'generation_worker.py', { ...setting, format }));
  }
  return [ours, ...theirs];
}

const contenders = await startAll().catch((error: Error) => {
  log(error.message);
  process.exit(2);
});
log(`${cpus()[0]?.model.trim()}, ${setting.threads} threads; ${contenders.map((c) => c.ready).join('; ')}`);

const show = ({ min, processor, peak }: Timing) =>
  `${(min / 1000).toFixed(2)} s (${(processor / 1000).toFixed(2)} s of processor, peak ${(peak / 1000).toFixed(1)} GB)`;
const rows: object[] = [];
for (const rank of values.ranks.split(',').map(Number)) {
  const job = { rank, steps: Number(values.steps) };
  const timings = await compete(contenders, job, { rounds: Number(values.rounds), warmUp: 1 });
  const [ours, ...theirs] = timings as [Timing, ...Timing[]];
  const best = theirs.reduce((a, b) => (b.min < a.min ? b : a));
  const task = rank === 0 ? 'images' : `adapting, R=${rank}`;
  const ratio = best.min / ours.min;
  const processor = Math.min(...theirs.map((timing) => timing.processor)) / ours.processor;
  print(
    `${task.padEnd(16)}  ours ${show(ours)}  PyTorch, ${best.name} ${show(best)}  ` +
      `PyTorch/ours ${ratio.toFixed(2)} (processor time ${processor.toFixed(2)})`,
  );
  rows.push({ task, rank, ours, pytorch: theirs, ratio, processor });
}
for (const contender of contenders) contender.stop();
if (values.json) print(JSON.stringify({ id: 'generation-step', engine: contenders[0].ready, setting, rows }));
