import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MetricsLog } from '@ftn/checkpoints/node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { beginLife, callsMade, isDead } from '../testing/dying-fs.js';
import { tinyBackbone, tinyConfig, tinyDomain, tinySource, valuesOf } from '../testing/tiny-training.js';
import { runTraining } from './run-training.js';

vi.mock('node:fs/promises', async (original) => {
  const { dyingFs } = await import('../testing/dying-fs.js');
  return dyingFs(await original());
});

const backbone = tinyBackbone();
const root = mkdtempSync(join(tmpdir(), 'ftn-stops-'));
afterAll(() => rmSync(root, { recursive: true }));

/** One life of the trainer in a directory: checkpoints at steps 2, 3, 4 and 6. Its weights, or null where it was killed. */
async function live(directory: string, diesAt?: number): Promise<Map<string, Float32Array> | null> {
  const domain = tinyDomain(backbone, 'fc-and-bn-only');
  beginLife(diesAt);
  try {
    await runTraining({
      directory,
      domain,
      data: tinySource(6, 2),
      config: { ...tinyConfig, epochs: 2 },
      settings: {},
      fingerprint: {},
      saveEvery: 2,
      resume: true,
      validate: async (epoch) => 50 + epoch,
    });
    return valuesOf(domain);
  } catch (error) {
    if (!isDead()) throw error;
    return null;
  } finally {
    domain.dispose();
  }
}

/** Lets the next life see that the process which held the run is gone, as it is after a real kill. */
function bury(directory: string): void {
  for (const name of readdirSync(directory).filter((one) => one.startsWith('run.lock'))) {
    const text = readFileSync(join(directory, name), 'utf8');
    writeFileSync(join(directory, name), text.replace(/"startTime": ("\d+"|null)/, '"startTime": "1"'));
  }
}

/** A run lived to its end: the weights, the log without times, and files that should not be there. */
async function end(directory: string) {
  bury(directory);
  const values = await live(directory);
  const { records, damaged } = await MetricsLog.read(join(directory, 'metrics.jsonl'));
  const log = records.map(({ imagesPerSecond: _, ...record }) => record);
  const left = readdirSync(directory).filter((name) => /\.tmp$|^run\.lock\./.test(name));
  return { values, log, damaged, left };
}

let whole: Awaited<ReturnType<typeof end>>;
let ahead: string;

beforeAll(async () => {
  const directory = join(root, 'whole');
  cpSync(mkdtempSync(join(root, 'empty-')), directory, { recursive: true });
  whole = await end(directory);
  // Killed at the last write of the log before step 6 is saved: the log is then ahead of the checkpoint at step 4.
  const lastLine = callsMade().lastIndexOf('file.write metrics.jsonl');
  ahead = mkdtempSync(join(root, 'ahead-'));
  expect(await live(ahead, lastLine + 1)).toBeNull();
});

/** Kills a life begun as `start` before each of its calls in turn, and names those after which the run does not end as it should. */
async function killBeforeEachCall(start: string): Promise<{ lives: number; broken: string[] }> {
  const copy = (name: string) => {
    const directory = join(root, name);
    cpSync(start, directory, { recursive: true });
    bury(directory);
    return directory;
  };
  await live(copy('counted'));
  const calls = callsMade();
  const broken: string[] = [];
  const stride = Math.max(1, Math.round(1 / Number(process.env.FTN_N ?? 1)));
  for (let at = 1; at <= calls.length; at += stride) {
    const directory = copy(`killed-${at}`);
    await live(directory, at);
    if (!isDeepStrictEqual(await end(directory), whole)) broken.push(`call ${at}: ${calls[at - 1]}`);
    rmSync(directory, { recursive: true });
  }
  rmSync(join(root, 'counted'), { recursive: true });
  return { lives: calls.length, broken };
}

it('a run killed before any call to the file system resumes to the same result', async () => {
  const { lives, broken } = await killBeforeEachCall(mkdtempSync(join(root, 'new-')));
  expect(broken).toEqual([]);
  expect(lives).toBeGreaterThan(100);
}, 900_000);

it('a resumed run killed anywhere, with its log ahead of its checkpoint, resumes to the same result', async () => {
  const { lives, broken } = await killBeforeEachCall(ahead);
  expect(broken).toEqual([]);
  expect(lives).toBeGreaterThan(50);
}, 900_000);
