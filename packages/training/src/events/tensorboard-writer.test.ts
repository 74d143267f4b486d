import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError, UsageError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import reference from './__fixtures__/events.json' with { type: 'json' };
import { flatSettings } from './hyper-parameters.js';
import { TensorBoardWriter } from './tensorboard-writer.js';

const fixture = (name: string) => readFile(new URL(`./__fixtures__/${name}`, import.meta.url));
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-events-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('TensorBoardWriter', () => {
  it("writes a session and its resumption byte for byte like TensorBoard's own writer", async () => {
    for (const { firstStep, wallTime, events } of reference.sessions) {
      const writer = await TensorBoardWriter.open(directory, { firstStep, wallTime });
      for (const event of events) {
        writer.scalars(event.step, event.values as Record<string, number>, event.wallTime);
      }
      await writer.close();
    }
    expect((await readdir(directory)).sort()).toEqual([
      'events.out.tfevents.0000',
      'events.out.tfevents.0001',
    ]);
    for (const name of await readdir(directory)) {
      expect((await readFile(join(directory, name))).equals(await fixture(name)), name).toBe(true);
    }
  });

  it("writes hyper-parameters byte for byte as TensorBoard's plugin does, nested ones by their paths", async () => {
    const writer = await TensorBoardWriter.open(directory, { wallTime: 1_700_000_000.25 });
    const settings = {
      method: 'ftn',
      options: { rank: 10 },
      optimizers: { factors: { rate: 0.005, momentum: 0 } },
      flip: true,
      balanced: false,
      note: '',
      schedule: { milestones: [30, 60] },
      nothing: null,
    };
    writer.hyperParameters(settings, 1_700_000_001.25);
    await writer.close();
    expect(Object.fromEntries(flatSettings(settings))).toEqual(reference.hyperParameters);
    const expected = await fixture('hyper-parameters/events.out.tfevents.0000');
    expect((await readFile(writer.path)).equals(expected)).toBe(true);
  });

  it('puts events on disk on flush, in order, also when flushes overlap', async () => {
    const session = reference.sessions[0]!;
    const writer = await TensorBoardWriter.open(directory, session);
    const flushes = session.events.map((event) => {
      writer.scalars(event.step, event.values as Record<string, number>, event.wallTime);
      return writer.flush();
    });
    await Promise.all(flushes);
    expect((await readFile(writer.path)).equals(await fixture('events.out.tfevents.0000'))).toBe(true);
    await writer.close();
  });

  it('leaves earlier files alone, also those of other writers and those out of sequence', async () => {
    await writeFile(join(directory, 'events.out.tfevents.0041'), 'earlier');
    await writeFile(join(directory, 'events.out.tfevents.1700000000.host.1.0'), 'other');
    const [a, b] = await Promise.all([TensorBoardWriter.open(directory), TensorBoardWriter.open(directory)]);
    await Promise.all([a.close(), b.close()]);
    expect([a.path, b.path].sort()).toEqual(
      ['0042', '0043'].map((number) => join(directory, `events.out.tfevents.${number}`)),
    );
    expect(await readFile(join(directory, 'events.out.tfevents.0041'), 'utf8')).toBe('earlier');
  });

  it('recovers from a write that failed half-way: no event is lost or doubled', async () => {
    const session = reference.sessions[1]!;
    const disk = Buffer.alloc(228);
    let full = true;
    const writer = new TensorBoardWriter(
      {
        path: 'memory',
        async write(bytes, position) {
          disk.set(full ? bytes.subarray(0, bytes.length >> 1) : bytes, position);
          if (full) throw new StorageError('No space left');
        },
        close: async () => undefined,
      },
      session,
    );
    await expect(writer.flush()).rejects.toThrow('No space left');
    for (const event of session.events) {
      writer.scalars(event.step, event.values as Record<string, number>, event.wallTime);
    }
    await expect(writer.flush()).rejects.toThrow(StorageError);
    full = false;
    await writer.close();
    expect(disk.equals(await fixture('events.out.tfevents.0001'))).toBe(true);
  });

  it('refuses an invalid step, and a file in place of the folder', async () => {
    const writer = await TensorBoardWriter.open(directory);
    expect(() => writer.scalars(-1, { loss: 1 })).toThrow(UsageError);
    expect(() => writer.scalars(0.5, { loss: 1 })).toThrow('0.5');
    await writer.close();
    await expect(TensorBoardWriter.open(writer.path)).rejects.toThrow(StorageError);
  });
});
