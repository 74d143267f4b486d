import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MetricsLog } from '@ftn/checkpoints/node';
import { row, scaled, seeded } from '@ftn/reliability';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { beginLife, callsMade, type Fault, isDead } from '../testing/dying-fs.js';
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
async function live(
  directory: string,
  diesAt?: number | string,
  fault?: Fault,
): Promise<Map<string, Float32Array> | null> {
  const domain = tinyDomain(backbone, 'fc-and-bn-only');
  beginLife(diesAt, fault);
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
async function killBeforeEachCall(
  start: string,
  fault?: Fault,
  only?: string,
): Promise<{ kills: number; broken: string[] }> {
  const copy = (name: string) => {
    const directory = join(root, name);
    cpSync(start, directory, { recursive: true });
    bury(directory);
    return directory;
  };
  await live(copy('counted'), undefined, fault);
  const calls = callsMade();
  const broken: string[] = [];
  // Spread over the life where not every call is taken.
  const moments = only ? [only] : calls.map((_, i) => i + 1);
  const kills = scaled(moments.length);
  for (let kill = 0; kill < kills; kill++) {
    const at = moments[Math.floor((kill * moments.length) / kills)]!;
    const directory = copy(`killed-${at}`);
    await live(directory, at, fault);
    if (!isDeepStrictEqual(await end(directory), whole))
      broken.push(typeof at === 'string' ? at : `call ${at}: ${calls[at - 1]}`);
    rmSync(directory, { recursive: true });
  }
  rmSync(join(root, 'counted'), { recursive: true });
  return { kills, broken };
}

row('K1', 'before every call to the file system', async () => {
  const { kills, broken } = await killBeforeEachCall(mkdtempSync(join(root, 'new-')));
  expect(broken).toEqual([]);
  return { count: kills, figure: `${kills} kills, ${kills} equal ends (weights, log, no temporary file)` };
});

row('K1', 'before every call of a second life, whose log is ahead', async () => {
  const { kills, broken } = await killBeforeEachCall(ahead);
  expect(broken).toEqual([]);
  return { count: kills, figure: `${kills} kills, ${kills} equal ends` };
});

seeded('K1', 'a file is rewritten in place', async () => {
  const { broken } = await killBeforeEachCall(ahead, 'rewrite in place', 'rewrite metrics.jsonl');
  expect(broken.length).toBeGreaterThan(0);
});
