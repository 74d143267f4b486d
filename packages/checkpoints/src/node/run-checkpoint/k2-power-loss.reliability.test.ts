import { RandomStream } from '@ftn/random';
import { row, scaled, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { CrashFs } from '../../testing/fs/crash-fs.js';
import { FaultFs } from '../../testing/fs/fault-fs.js';
import { runState } from '../../testing/run-state.js';
import type { Fs, FsFile } from '../fs.js';
import { readLatestRunCheckpoint, readRunCheckpoint } from './read-run-checkpoint.js';
import { writeRunCheckpoint } from './write-run-checkpoint.js';

const draws = scaled(50, 5);
const directory = 'run';

/**
 * Writes steps 1, 2 and 3, then loses power at the k-th call of writing step 4, for every k and several draws of what
 * survives. What the next start finds must be step 3 or step 4, whole; step 4 once its write has returned.
 * Returns what broke this, and how many ends were tried.
 */
async function losePower(spoil: (fs: Fs) => Fs): Promise<{ broken: string[]; ends: number }> {
  const before = new CrashFs();
  for (const step of [1, 2, 3]) {
    await writeRunCheckpoint(directory, runState(step), { fs: spoil(before), best: step === 2, keepLast: 1 });
  }
  const broken: string[] = [];
  let ends = 0;
  for (let at = 1, returned = false; !returned; at++) {
    const disk = before.clone();
    const dying = new FaultFs(disk, { at, code: 'EIO', persistent: true });
    returned = await writeRunCheckpoint(directory, runState(4), {
      fs: spoil(dying),
      best: true,
      keepLast: 1,
    }).then(
      () => dying.failed === 0,
      () => false,
    );
    for (let draw = 0; draw < draws; draw++, ends++) {
      const problem = await findProblem(disk.crash(new RandomStream('power', at, draw)), returned);
      if (problem) broken.push(`call ${at}, draw ${draw}: ${problem}`);
    }
  }
  return { broken, ends };
}

async function findProblem(after: Fs, returned: boolean): Promise<string | null> {
  try {
    const latest = await readLatestRunCheckpoint(directory, { fs: after });
    if (latest === null) return 'no checkpoint is left';
    if (latest.skipped.length > 0) return `damaged: ${latest.skipped[0]!.reason}`;
    if (latest.step !== 4 && (returned || latest.step !== 3)) return `the newest is step ${latest.step}`;
    expect(latest).toMatchObject(runState(latest.step));
    const best = await readRunCheckpoint(`${directory}/best.ftn`, { fs: after });
    if (best.step !== 4 && (returned || best.step !== 2)) return `the best is step ${best.step}`;
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A file system whose every file or directory call is changed. */
function changed(fs: Fs, changes: Partial<Fs>, file: (inner: FsFile) => FsFile = (inner) => inner): Fs {
  return {
    kind: (path) => fs.kind(path),
    rename: (from, to) => fs.rename(from, to),
    link: (existing, created) => fs.link(existing, created),
    unlink: (path) => fs.unlink(path),
    readdir: (path) => fs.readdir(path),
    makeDirectory: (path) => fs.makeDirectory(path),
    syncDirectory: (path) => fs.syncDirectory(path),
    open: async (path, flags) => file(await fs.open(path, flags)),
    ...changes,
  };
}

row('K2', 'run checkpoint', async () => {
  const { broken, ends } = await losePower((fs) => fs);
  expect(broken).toEqual([]);
  expect(ends).toBeGreaterThan(25 * draws);
  return { count: ends, figure: `${ends / draws} moments × ${draws} draws, 0 without a whole state` };
});

/** Each a careless writer; the simulation must find what is wrong with it. */
const careless: Readonly<Record<string, (fs: Fs) => Fs>> = {
  'the file is not synced': (fs) => changed(fs, {}, (inner) => ({ ...inner, sync: async () => {} })),
  'the directory is not synced': (fs) => changed(fs, { syncDirectory: async () => {} }),
  'the rename comes before the sync': (fs) => {
    const late: (() => Promise<void>)[] = [];
    const rename = async (from: string, to: string) => {
      await fs.rename(from, to);
      for (const sync of late.splice(0)) await sync();
    };
    return changed(fs, { rename }, (inner) => ({
      ...inner,
      sync: async () => void late.push(() => inner.sync()),
    }));
  },
  'old checkpoints go before the new one is safe': (fs) => {
    const rename = async (from: string, to: string) => {
      for (const name of await fs.readdir(directory)) {
        if (name.startsWith('step-')) await fs.unlink(`${directory}/${name}`);
      }
      await fs.rename(from, to);
    };
    return changed(fs, { rename });
  },
};

for (const [fault, spoil] of Object.entries(careless)) {
  seeded('K2', fault, async () => {
    expect((await losePower(spoil)).broken.length).toBeGreaterThan(0);
  });
}
