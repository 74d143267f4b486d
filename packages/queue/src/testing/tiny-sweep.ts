import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SweepCell } from '@ftn/library';
import type { StoreEnvironment } from '@ftn/store';
import type { Programs } from './bundle.js';
import { type TinyRun, tinyCell, tinyRunOf, wholeChain } from './tiny-runs.js';
import type { WorkerTask } from './worker-child.js';

/** Something a training process told of itself. */
interface Step {
  readonly what: 'begins' | 'step';
  readonly id: string;
  readonly step: number;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A worker as a process, and what it said. */
interface StartedWorker {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

/** How a worker works. */
interface WorkerOptions {
  readonly jobs?: number;
  readonly lease?: number;
  readonly store?: { readonly address: string; readonly environment: StoreEnvironment };
  /** Its folder; default that of the sweep. */
  readonly out?: string;
}

/** A sweep of tiny runs in a folder of its own. */
export class TinySweep {
  readonly folder = mkdtempSync(join(tmpdir(), 'ftn-queue-'));
  readonly out = join(this.folder, 'sweep');
  readonly hash = createHash('sha256').update(this.folder).digest('hex').slice(0, 16);
  readonly cells: readonly SweepCell[];
  readonly #programs: Programs;
  readonly #workers = new Set<ChildProcess>();

  constructor(programs: Programs, runs: readonly TinyRun[]) {
    mkdirSync(this.out);
    this.#programs = programs;
    this.cells = runs.map((run, number) => tinyCell(number, run));
  }

  /** Starts a worker; the queue's folder is made by the first. With a store it has a folder of its own. */
  work(queue: string, { jobs = 1, lease = 1000, store, out = this.out }: WorkerOptions = {}): StartedWorker {
    const { hash, cells } = this;
    const { worker, trainer } = this.#programs;
    const task: WorkerTask = { out, hash, cells, queue, trainer, jobs, lease, store: store?.address };
    const child = spawn(process.execPath, [worker, JSON.stringify(task)], {
      env: { ...process.env, ...store?.environment, FTN_TRAIL: join(this.folder, 'trail') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#workers.add(child);
    let [said, err] = ['', ''];
    child.stdout.on('data', (text) => {
      said += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, out: said, err })),
    );
    return { child, ended };
  }

  /** What all training processes told so far. */
  steps(): Step[] {
    const trail = join(this.folder, 'trail');
    if (!existsSync(trail)) return [];
    const lines = readFileSync(trail, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Step);
  }

  /** Waits until training processes have told something. */
  async told(holds: (steps: readonly Step[]) => boolean, seconds = 300): Promise<Step[]> {
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      const steps = this.steps();
      if (holds(steps)) return steps;
      await sleep(20);
    }
    throw new Error(`nothing of the kind happened in ${seconds} s`);
  }

  /** What is wrong with the results: every run must be there, with the number it has whoever makes it. */
  problems(but: readonly string[] = []): string[] {
    return this.cells.flatMap(({ id, label, options }) => {
      if (but.includes(id)) return [];
      const folder = join(this.out, 'cells', id);
      const file = join(folder, 'result.json');
      if (!existsSync(file)) return [`${label} has no result`];
      const chain = wholeChain(id, tinyRunOf(options));
      const { trained } = JSON.parse(readFileSync(file, 'utf8')) as {
        trained: { metrics: { accuracy: number } }[];
      };
      const weights = readFileSync(join(folder, 'run', 'adapter', 'adapter.safetensors'), 'utf8');
      const right =
        weights === chain && trained[0]!.metrics.accuracy === Number.parseInt(chain.slice(0, 12), 16);
      return right ? [] : [`${label} came to something else`];
    });
  }

  /** Every file of the sweep, with all that a write would change. */
  files(): Record<string, string> {
    const names = existsSync(this.out) ? (readdirSync(this.out, { recursive: true }) as string[]) : [];
    return Object.fromEntries(
      names.sort().flatMap((name) => {
        const stat = statSync(join(this.out, name));
        return stat.isDirectory() ? [] : [[name, `${stat.ino} ${stat.mtimeMs} ${stat.size}`]];
      }),
    );
  }

  remove(): void {
    for (const child of this.#workers) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
