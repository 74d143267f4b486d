// What a sweep costs beside its training, how far its estimate is off, and whether four workers make what one process makes:
//
//   node scripts/reliability/sweep-figures.mjs [--runs 24] [--epochs 4] [--workers 4] [--jobs 1,2] [--out FOLDER]
//
// Runs of five seconds or more on one thread each, on made-up sketches, of two seeds and of as many rates of label smoothing as
// make up the number: once one after the other, once as many at once as there are processors, once by workers in processes of
// their own that a real Redis hands the runs to (--workers 0: without). Needs redis-server. What goes on is told on standard error. A machine that stood still meanwhile says so: such figures are
// to be taken again. With --out what was swept stays there, and the command given again goes on with what is missing.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from '../build/run-program.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '24' },
    epochs: { type: 'string', default: '4' },
    workers: { type: 'string', default: '4' },
    jobs: { type: 'string', default: [...new Set([1, availableParallelism()])].join(',') },
    out: { type: 'string' },
  },
});
const [runs, epochs, workers] = ['runs', 'epochs', 'workers'].map((name) => Number(values[name]));

const scratch = values.out ?? mkdtempSync(join(tmpdir(), 'ftn-sweep-figures-'));
mkdirSync(scratch, { recursive: true });
const plan = join(scratch, 'plan.yaml');
const ftn = [process.execPath, join(root, 'scripts', 'ftn.mjs')];
writeFileSync(
  plan,
  [
    'title: Figures',
    'data: mini-domains/sketch',
    'methods: [ftn, fc-and-bn-only]',
    'ranks: [1, 4]',
    'seeds: [0, 1]',
    `set: { backbone: resnet10-small, input.size: 64, epochs: ${epochs} }`,
    `vary: { labelSmoothing: [${Array.from({ length: Math.ceil(runs / 6) }, (_, i) => i / 100)}] }`,
  ].join('\n'),
);

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const round = (value, digits = 3) => Number(value.toFixed(digits));

const tell = (text) => process.stderr.write(`${text}\n`);

/** Told at most this often, in milliseconds. */
const tellMs = 10_000;

/** Milliseconds between two looks at the clock, and how late one may be before the machine has stood still. */
const tickMs = 100;
const lateMs = 1000;

/** Counts the seconds in which this process, and all of its group, could not run. */
function watchClock() {
  let last = performance.now();
  let lost = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - last > tickMs + lateMs) lost += now - last - tickMs;
    last = now;
  }, tickMs);
  return () => {
    clearInterval(timer);
    return round(lost / 1000, 1);
  };
}

/** How many runs of a folder are finished, told now and then until it is called off. */
function tellFinished(what, out) {
  const look = () => {
    const cells = join(out, 'cells');
    const ids = existsSync(cells) ? readdirSync(cells) : [];
    const finished = ids.filter((id) => existsSync(join(cells, id, 'result.json'))).length;
    tell(`${what}: ${finished} of ${runs} runs are finished`);
  };
  const timer = setInterval(look, tellMs);
  return () => {
    clearInterval(timer);
    look();
  };
}

/** One command to its end: seconds it took, and what it said. */
function run(words) {
  const began = performance.now();
  const child = spawn(ftn[0], [ftn[1], ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const ended = new Promise((resolve, reject) =>
    child.once('close', (code) =>
      code === 0
        ? resolve({ seconds: (performance.now() - began) / 1000, out, err })
        : reject(new Error(`ftn ${words.join(' ')} ended with ${code}: ${err.slice(-2000)}`)),
    ),
  );
  return { child, ended };
}

const resultsOf = (out) =>
  readdirSync(join(out, 'cells'))
    .sort()
    .map((id) => ({ id, ...JSON.parse(readFileSync(join(out, 'cells', id, 'result.json'), 'utf8')) }));

/** The numbers and the weights of a finished sweep, as one hash. */
function tableOf(out) {
  const hash = createHash('sha256');
  for (const { id, trained } of resultsOf(out)) {
    for (const { metrics, perClass, epochs: curve } of trained)
      hash.update(JSON.stringify([id, metrics, perClass, curve.map(({ loss }) => loss)]));
    hash.update(readFileSync(join(out, 'cells', id, 'run', 'adapter', 'adapter.safetensors')));
  }
  return hash.digest('hex').slice(0, 16);
}

/** How long the processes of a sweep took to be ready, which it says of each. */
const starts = (err) => [...err.matchAll(/ready to train after ([\d.]+) s/g)].map(([, one]) => Number(one));

/** Something done to a folder, with what the machine lost meanwhile. */
async function timed(what, out, work) {
  const [clock, told] = [watchClock(), tellFinished(what, out)];
  try {
    return { ...(await work()), lost: clock() };
  } finally {
    clock();
    told();
  }
}

/** A sweep on this machine: what it took, beside what its runs trained and tested. */
async function swept(jobs) {
  const out = join(scratch, `jobs-${jobs}`);
  const words = ['sweep', plan, '--out', out, '--jobs', String(jobs)];
  const { estimate } = JSON.parse((await run([...words, '--dry-run', '--json']).ended).out);
  const found = estimate === null ? null : await timed(`${jobs} at once`, out, () => run(words).ended);
  const record = join(out, 'timed.json');
  if (found !== null) {
    const { seconds, err, lost } = found;
    writeFileSync(record, JSON.stringify({ seconds, err, lost, estimate }));
  }
  const { seconds, err, lost, estimate: first } = JSON.parse(readFileSync(record, 'utf8'));
  const results = resultsOf(out);
  const started = starts(err);
  // A run's own seconds are those of training and testing; of the sweep's, each lane has its share.
  const training = sum(results.flatMap(({ trained }) => trained.map((one) => one.seconds)));
  const whole = sum(results.map((one) => one.seconds));
  return {
    out,
    figures: {
      jobs,
      seconds: round(seconds, 1),
      'of which the machine stood still': lost,
      estimated: round(first.seconds, 1),
      'estimate / real': round(first.seconds / seconds, 2),
      'engine starts, s': started,
      'seconds of a run': round(training / results.length, 2),
      // Of the runs: from taking one to having its result, beside training and testing, without the starts of engines.
      'overhead of the runs': `${round((100 * (whole - sum(started.slice(1)) - training)) / training, 1)} %`,
      // Of the command, from its start to its table, without the start of an engine in each process.
      'overhead of the whole': `${round((100 * (seconds * jobs - sum(started) - training)) / training, 1)} %`,
    },
  };
}

/** The same by workers, each a process of its own with one run at a time. */
async function shared() {
  const out = join(scratch, 'workers');
  const socket = join(scratch, 'redis.sock');
  const redis = spawn(
    'redis-server',
    ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', scratch],
    {
      stdio: 'ignore',
    },
  );
  try {
    while (!existsSync(socket)) await sleep(50);
    const queue = `unix://${socket}`;
    const all = [run(['sweep', plan, '--out', out, '--queue', queue])];
    while (!existsSync(join(out, 'queue.txt'))) await sleep(100);
    for (let n = 0; n < workers; n++) all.push(run(['worker', out, '--queue', queue, '--jobs', '1']));
    const { lost } = await timed(`${workers} workers`, out, async () => {
      await Promise.all(all.map(({ ended }) => ended));
      return {};
    });
    tell(`${workers} workers: the machine stood still for ${lost} s`);
    return out;
  } finally {
    redis.kill('SIGKILL');
  }
}

try {
  // Built before anything is timed.
  execFileSync(ftn[0], [ftn[1], '--version'], { cwd: root, stdio: 'ignore' });
  const machine = `${cpus()[0].model}, ${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)}`;
  tell(machine);
  const ways = [];
  for (const jobs of values.jobs.split(',').map(Number)) {
    const one = await swept(jobs);
    tell(JSON.stringify(one.figures));
    ways.push(one);
  }
  const outs = [...(workers > 0 ? [await shared()] : []), ...ways.map((one) => one.out)];
  const same = new Set(outs.map(tableOf)).size === 1;
  const figures = ways.map((one) => one.figures);
  process.stdout.write(`${JSON.stringify({ machine, runs, figures, workers, same }, null, 1)}\n`);
  process.exitCode = same ? 0 : 1;
} finally {
  if (values.out === undefined) rmSync(scratch, { recursive: true, force: true });
}
