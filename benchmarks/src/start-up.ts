// Times how long the command takes to start: help, a mistyped verb and the prediction of one image, beside what
// Node and pnpm take to start at all.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from '@ftn/errors';
import { median } from './median.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    /** The main.js of an installed command; default the one built in this clone, where there is one. */
    installed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const clone = join(root, 'scripts', 'ftn.mjs');
const installed = values.installed ?? join(root, 'apps', 'cli', 'dist', 'main.js');
const node = process.execPath;
const pnpm = ['npx', '-y', 'pnpm@10.34.9'];
const floor = 'node -e 0';
const pnpmFloor = 'npx pnpm --version';

interface Way {
  readonly name: string;
  readonly command: readonly string[];
  /** The exit code that shows that it did what it is timed for. */
  readonly code: number;
  /** What its time is taken beside. */
  readonly over: string;
}

// The command must run as it would from a shell, without what this script was started with.
const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '' };

function run(command: readonly string[], code: number): void {
  const [program, ...args] = command;
  const { status, stderr } = spawnSync(program!, args, { cwd: root, env, encoding: 'utf8' });
  if (status === code) return;
  throw new UsageError(`'${command.join(' ')}' ended with ${status}`, {
    expected: String(code),
    got: stderr,
  });
}

/** An image, and the words that predict its class with an adapter that is trained for this. */
function prediction(scratch: string): string[] {
  const data = join(scratch, 'data');
  const out = join(scratch, 'run');
  const small = ['--backbone', 'resnet10-small', '--method', 'ftn', '--rank', '1', '--epochs', '1'];
  run([node, clone, 'data', 'make', 'mini-domains/clipart', '--out', data, '--limit', '2'], 0);
  run([node, clone, 'train', '--data', data, ...small, '--out', out], 0);
  const images = readdirSync(join(data, 'test'), { recursive: true, encoding: 'utf8' });
  return ['predict', '--adapter', out, join(data, 'test', images.find((name) => name.endsWith('.png'))!)];
}

/** The command's words by one way of calling it. */
function waysBy(name: string, command: readonly string[], over: string, predict: readonly string[]): Way[] {
  return [
    { name: `${name} --help`, command: [...command, '--help'], code: 0, over },
    { name: `${name} predct`, command: [...command, 'predct'], code: 2, over },
    { name: `${name} predict`, command: [...command, ...predict], code: 0, over },
  ];
}

const scratch = mkdtempSync(join(tmpdir(), 'ftn-start-up-'));
const times = new Map<Way, number[]>();
try {
  const predict = prediction(scratch);
  const ways: Way[] = [
    { name: floor, command: [node, '-e', '0'], code: 0, over: floor },
    ...(existsSync(installed) ? waysBy('ftn', [node, installed], floor, predict) : []),
    ...waysBy('node scripts/ftn.mjs', [node, clone], floor, predict),
    { name: pnpmFloor, command: [...pnpm, '--version'], code: 0, over: pnpmFloor },
    ...waysBy('npx pnpm ftn', [...pnpm, 'ftn'], pnpmFloor, predict),
  ];
  // In turns, so that whatever else the machine does meets all of them; the first round only warms up.
  for (let round = -1; round < Number(values.rounds); round++) {
    for (const way of ways) {
      const began = performance.now();
      run(way.command, way.code);
      if (round >= 0) times.set(way, [...(times.get(way) ?? []), performance.now() - began]);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const medians = new Map([...times].map(([{ name }, taken]) => [name, median(taken)]));
const rows = [...times].map(([{ name, over }, taken]) => ({
  command: name,
  seconds: median(taken) / 1000,
  least: Math.min(...taken) / 1000,
  over,
  secondsOver: (median(taken) - medians.get(over)!) / 1000,
}));
const machine = { cpu: cpus()[0]?.model.trim(), node: process.version, load: loadavg()[0]! };
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ id: 'start-up', machine, rounds: Number(values.rounds), rows })}\n`,
  );
} else {
  process.stdout.write(
    `medians of ${values.rounds} in turn, in seconds; ${machine.cpu}, Node ${machine.node}, load ${machine.load.toFixed(1)}\n`,
  );
  const width = Math.max(...rows.map(({ command }) => command.length));
  for (const { command, seconds, least, over, secondsOver } of rows) {
    const beside = command === over ? 'floor' : `${secondsOver.toFixed(2)} over ${over}`;
    process.stdout.write(
      `${command.padEnd(width)}  ${seconds.toFixed(2)}  (least ${least.toFixed(2)})  ${beside}\n`,
    );
  }
}
