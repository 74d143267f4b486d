// Times one training step in this library against the same step in PyTorch: all processes stay alive and take turns,
// a block of steps each, so that whatever else the machine does falls on all of them.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compete, type Timing } from './compete.js';
import { type Contender, start } from './contender.js';
import type { Setting } from './protocol.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    ranks: { type: 'string', default: '0,1,10,50' },
    rounds: { type: 'string', default: '6' },
    steps: { type: 'string', default: '4' },
    batch: { type: 'string', default: '8' },
    size: { type: 'string', default: '224' },
    threads: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const setting: Setting = {
  backbone: 'resnet18',
  batch: Number(values.batch),
  size: Number(values.size),
  classes: 100,
  threads: Number(values.threads),
};
const [rounds, steps] = [Number(values.rounds), Number(values.steps)];
const print = (line: string) => process.stdout.write(`${line}\n`);
const log = (line: string) => process.stderr.write(`${line}\n`);

async function startAll(): Promise<[Contender, ...Contender[]]> {
  const torch = (format: 'channels_last' | 'contiguous') =>
    start(format, values.python, 'step_worker.py', { ...setting, format });
  const ours = await start('ours', process.execPath, 'step-worker.ts', setting);
  return [ours, await torch('channels_last'), await torch('contiguous')];
}

const contenders = await startAll().catch((error: Error) => {
  log(error.message);
  process.exit(2);
});
const [ours] = contenders;
log(`${cpus()[0]?.model.trim()}, ${setting.threads} threads; ${contenders.map((c) => c.ready).join('; ')}`);

const show = ({ min, median, resident }: Timing) =>
  `${min.toFixed(0)} ms (median ${median.toFixed(0)}, ${resident.toFixed(0)} MB)`;
const rows: object[] = [];
for (const rank of values.ranks.split(',').map(Number)) {
  const [our, ...theirs] = (await compete(contenders, { rank, steps }, { rounds, warmUp: 2 })) as [
    Timing,
    ...Timing[],
  ];
  const best = theirs.reduce((a, b) => (b.min < a.min ? b : a));
  const method = rank === 0 ? 'FC and BN only' : `FTN R=${rank}`;
  const ratio = best.min / our.min;
  const medians = best.median / our.median;
  print(
    `${method.padEnd(14)}  ours ${show(our)}  PyTorch, ${best.name} ${show(best)}  ` +
      `PyTorch/ours ${ratio.toFixed(2)} (medians ${medians.toFixed(2)})`,
  );
  rows.push({ method, rank, ours: our, pytorch: theirs, ratio, medians });
}
for (const contender of contenders) contender.stop();
if (values.json) print(JSON.stringify({ id: 'training-step', engine: ours.ready, setting, rows }));
