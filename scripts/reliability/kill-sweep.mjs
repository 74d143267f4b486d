// Kills the processes of a sweep again and again, and says what it came to beside one that nobody touched.
//
//   node scripts/reliability/kill-sweep.mjs [--runs 60] [--kills 200] [--workers 2] [--epochs 1] [--pause 2000] [--store]
//
// A real Redis hands out real training. What is killed with SIGKILL, after a pause of at most so many milliseconds, is drawn
// from the workers, the processes in which they train, and the sweep itself; each is started again. Needs redis-server. With
// --store every process has a folder of its own, and a versitygw, which is looked for in PATH, keeps the sweep and is killed
// like the others.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from '../build/run-program.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '60' },
    kills: { type: 'string', default: '200' },
    workers: { type: 'string', default: '2' },
    epochs: { type: 'string', default: '1' },
    pause: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    store: { type: 'boolean', default: false },
  },
});
const [runs, kills, workers, epochs, pause] = ['runs', 'kills', 'workers', 'epochs', 'pause'].map((name) =>
  Number(values[name]),
);

const scratch = mkdtempSync(join(tmpdir(), 'ftn-kill-sweep-'));
const plan = join(scratch, 'plan.yaml');
const socket = join(scratch, 'redis.sock');
const queue = `unix://${socket}`;
const ftn = [process.execPath, join(root, 'scripts', 'ftn.mjs')];
writeFileSync(
  plan,
  [
    'title: Kills',
    'data: mini-domains/sketch',
    'methods: [ftn, fc-and-bn-only]',
    'ranks: [1, 2]',
    `seeds: [${Array.from({ length: Math.ceil(runs / 3) }, (_, seed) => seed)}]`,
    'limit: 2',
    `set: { backbone: resnet10-small, input.size: 32, batchSize: 8, epochs: ${epochs} }`,
  ].join('\n'),
);

/** Moments that can be drawn again: the generator of Park and Miller. */
let state = Number(values.seed);
const drawn = (below) => {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
};

const port = 20_000 + (process.pid % 20_000);
const stored = join(scratch, 'store', 'lab', 'killed', 'runs');
const environment = {
  ...process.env,
  ...{
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'kill',
    AWS_SECRET_ACCESS_KEY: 'sweep',
  },
  ...{ ROOT_ACCESS_KEY: 'kill', ROOT_SECRET_KEY: 'sweep' },
};
const kept = values.store ? ['--store', 's3://lab/killed'] : [];

const start = (words, [program, ...first] = ftn) => {
  const child = spawn(program, [...first, ...words], { cwd: root, stdio: 'ignore', env: environment });
  return {
    words,
    program: [program, ...first],
    child,
    ended: new Promise((resolve) => child.once('exit', resolve)),
  };
};

/** Every process below one, by what Linux says. */
function below(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean);
    return children.flatMap((child) => [Number(child), ...below(child)]);
  } catch {
    return [];
  }
}

const cells = join(scratch, 'killed', 'cells');
const markOf = (file) => `${statSync(file).ino} ${statSync(file).mtimeMs}`;
/** The results of a store: which run each is of, and what tells it from one that was written anew. */
const storedResults = () =>
  existsSync(stored)
    ? readdirSync(stored, { recursive: true })
        .filter((name) => name.endsWith('.finished'))
        .map((name) => [dirname(name), `${name} ${markOf(join(stored, name))}`])
    : [];
/** The same of a folder. */
const folderResults = () =>
  existsSync(cells)
    ? readdirSync(cells).flatMap((id) => {
        const file = join(cells, id, 'result.json');
        return existsSync(file) ? [[id, markOf(file)]] : [];
      })
    : [];

const results = values.store ? storedResults : folderResults;

/** The numbers and the weights of a finished sweep, as one hash. */
function tableOf(out) {
  const hash = createHash('sha256');
  for (const id of readdirSync(join(out, 'cells')).sort()) {
    const { trained } = JSON.parse(readFileSync(join(out, 'cells', id, 'result.json'), 'utf8'));
    for (const { metrics, perClass } of trained) hash.update(JSON.stringify([id, metrics, perClass]));
    hash.update(readFileSync(join(out, 'cells', id, 'run', 'adapter', 'adapter.safetensors')));
  }
  return hash.digest('hex').slice(0, 16);
}

const redis = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', scratch], {
  stdio: 'ignore',
});
const began = Date.now();
const all = [];
let repeated = 0;
try {
  while (!existsSync(socket)) await sleep(50);
  const out = join(scratch, 'killed');
  const server = ['versitygw', '--port', `127.0.0.1:${port}`, '--quiet', 'posix', join(scratch, 'store')];
  if (values.store) {
    mkdirSync(dirname(dirname(stored)), { recursive: true });
    all.push(start([], server));
  }
  const first = start(['sweep', plan, '--out', out, ...kept, '--queue', queue]);
  all.unshift(first);
  const planned = values.store ? join(dirname(stored), 'sweep.json') : join(out, 'queue.txt');
  // A store that has only just been started may refuse the first of them.
  while (!existsSync(planned)) {
    await sleep(100);
    if (all[0].child.exitCode !== null) all[0] = start(first.words);
  }
  for (let n = 0; n < workers; n++) {
    const folder = values.store ? join(scratch, `machine-${n}`) : out;
    all.push(start(['worker', folder, ...kept, '--queue', queue, '--jobs', '1']));
  }
  const seen = new Map();
  const look = () => {
    for (const [id, mark] of results()) {
      if (seen.has(id) && seen.get(id) !== mark) repeated++;
      seen.set(id, mark);
    }
  };
  let done = 0;
  for (; done < kills && seen.size < runs; done++) {
    await sleep(200 + drawn(pause));
    look();
    const n = drawn(all.length);
    const victims = [all[n].child.pid, ...below(all[n].child.pid)];
    try {
      process.kill(victims[drawn(victims.length)], 'SIGKILL');
    } catch {
      // It had ended by itself.
    }
    await sleep(50);
    for (const [i, { child, words, program }] of all.entries())
      if (child.exitCode !== null || child.signalCode !== null) all[i] = start(words, program);
  }
  process.stderr.write(
    `${done} kills in ${Math.round((Date.now() - began) / 1000)} s; ${seen.size} of ${runs} are finished\n`,
  );
  let code;
  do {
    code = await all[0].ended;
    look();
    if (code !== 0) all[0] = start(all[0].words);
  } while (code !== 0 && code !== 3);
  look();
  const alone = join(scratch, 'alone');
  execFileSync(ftn[0], [ftn[1], 'sweep', plan, '--out', alone, '--jobs', '2'], {
    cwd: root,
    stdio: 'ignore',
  });
  const same = tableOf(out) === tableOf(alone);
  const lost = runs - results().length;
  process.stdout.write(
    `${JSON.stringify({ runs, kills: done, lost, repeated, same, seconds: Math.round((Date.now() - began) / 1000) })}\n`,
  );
  process.exitCode = lost === 0 && repeated === 0 && same ? 0 : 1;
} finally {
  redis.kill('SIGKILL');
  for (const { child } of all) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
}
