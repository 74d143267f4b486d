import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CrashFs } from '../testing/fs/crash-fs.js';
import { FaultFs } from '../testing/fs/fault-fs.js';
import { MetricsLog } from './metrics-log.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ftn-log-'));
  path = join(directory, 'metrics.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true }));

const steps = async () => (await MetricsLog.read(path)).records.map(({ step }) => step);

describe('MetricsLog', () => {
  it('appends JSON lines sealed by a CRC, across several openings', async () => {
    for (const step of [1, 2]) {
      const log = await MetricsLog.open(path);
      await log.append({ step, kind: 'step', loss: 0.1 + step, rates: [1e-3], name: 'ü "q"' });
      await log.close();
    }
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    // python3 -c "import zlib; print('%08x' % zlib.crc32('{…}'.encode()))" of the line without its crc.
    expect(JSON.parse(lines[0]!)).toEqual({
      step: 1,
      kind: 'step',
      loss: 1.1,
      rates: [0.001],
      name: 'ü "q"',
      crc: '997385e4',
    });
    expect(await steps()).toEqual([1, 2]);
  });

  it('closes its file at the end of a block with await using', async () => {
    const log = await MetricsLog.open(path);
    {
      await using used = log;
      await used.append({ step: 1 });
    }
    expect(await steps()).toEqual([1]);
    await expect(log.append({ step: 2 })).rejects.toThrow();
  });

  it('rewinds to a step, and appends from there', async () => {
    const log = await MetricsLog.open(path);
    for (const step of [1, 2, 3, 3, 4]) await log.append({ step });
    await log.rewrite(({ step }) => step <= 3);
    expect(await steps()).toEqual([1, 2, 3, 3]);
    await log.append({ step: 4, again: true });
    await log.sync();
    expect((await log.read()).records.at(-1)).toEqual({ step: 4, again: true });
    await log.rewrite(() => false);
    expect(await steps()).toEqual([]);
    await log.close();
  });

  it('holds the old or the rewound content wherever a rewind is interrupted', async () => {
    const start = new CrashFs();
    const log = await MetricsLog.open('run/m.jsonl', { fs: start });
    for (const step of [1, 2, 3, 3, 4]) await log.append({ step });
    await log.sync();
    await start.syncDirectory();
    const found = new Set<string>();
    for (let at = 1, done = false; !done; at++) {
      const disk = start.clone();
      const dying = new FaultFs(disk, { at, code: 'EIO', persistent: true });
      const going = MetricsLog.open('run/m.jsonl', { fs: dying }).then((one) =>
        one.rewrite(({ step }) => step !== 3),
      );
      done = await going.then(
        () => dying.failed === 0,
        () => false,
      );
      // Killed, the process alone is gone; without power, so is what was not synced.
      for (const fs of [disk, ...[1, 2, 3, 4, 5].map((draw) => disk.crash(new RandomStream(at, draw)))]) {
        const { records, damaged } = await MetricsLog.read('run/m.jsonl', { fs });
        expect(damaged).toEqual([]);
        found.add(records.map(({ step }) => step).join());
      }
    }
    expect([...found].sort()).toEqual(['1,2,3,3,4', '1,2,4']);
  });

  it('reports torn and changed lines, keeps the rest, and drops them on a rewind', async () => {
    const log = await MetricsLog.open(path);
    for (const step of [1, 2, 3]) await log.append({ step });
    await log.close();
    writeFileSync(path, readFileSync(path, 'utf8').replace('"step":2', '"step":5'));
    appendFileSync(path, '{"step":4,"lo');
    expect(await MetricsLog.read(path)).toEqual({ records: [{ step: 1 }, { step: 3 }], damaged: [2, 4] });
    const again = await MetricsLog.open(path);
    await again.append({ step: 6 });
    expect(await again.read()).toEqual({ records: [{ step: 1 }, { step: 3 }, { step: 6 }], damaged: [2, 4] });
    await again.rewrite(() => true);
    expect(await again.read()).toEqual({ records: [{ step: 1 }, { step: 3 }, { step: 6 }], damaged: [] });
    await again.close();
  });

  it('is empty where the file is missing, and refuses records it could not read back', async () => {
    expect(await MetricsLog.read(path)).toEqual({ records: [], damaged: [] });
    const log = await MetricsLog.open(path);
    await expect(log.append({ step: 1, crc: 'x' })).rejects.toThrow(UsageError);
    await expect(log.append({ step: 0.5 })).rejects.toThrow(UsageError);
    await log.close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('reports a full disk, and does not append the next record to the torn one', async () => {
    const disk = new CrashFs();
    const short = new FaultFs(disk, { at: 1, code: 'SHORT', persistent: false, only: 'write' });
    const full = new FaultFs(short, { at: 2, code: 'ENOSPC', persistent: false, only: 'write' });
    const log = await MetricsLog.open('run/m.jsonl', { fs: full });
    const failing = log.append({ step: 1, loss: 0.25 });
    await expect(failing).rejects.toThrow(StorageError);
    await expect(failing).rejects.toThrow(
      /m\.jsonl: the log could not be written \(ENOSPC, \d+ bytes needed\)/,
    );
    await log.append({ step: 2 });
    expect(await log.read()).toEqual({ records: [{ step: 2 }], damaged: [1] });
  });
});
