import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockedError, StorageError } from '@ftn/errors';
import type { StoredRun, SweepStore } from '@ftn/library';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './open-store.js';
import { ObjectServer, s3Error } from './testing/object-server.js';

const id = 'c'.repeat(16);
const lease = 2000;
let server: ObjectServer;
let scratch: string;
const held: StoredRun[] = [];

beforeEach(async () => {
  server = await new ObjectServer().start();
  scratch = await mkdtemp(join(tmpdir(), 'ftn-held-'));
});
afterEach(async () => {
  for (const one of held.splice(0)) await one[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

/** A machine: a folder of its own, and the store as it sees it. */
async function machine(name: string) {
  const store = await openStore('s3://lab/x', { environment: server.environment, patience: 500 });
  const folder = join(scratch, name);
  const notes: string[] = [];
  const take = async () => {
    const one = await store.take(folder, id, { lease, tell: (text) => notes.push(text) });
    held.push(one);
    return one;
  };
  const write = async (path: string, text: string) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const files = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  return { store, folder, take, write, files, notes };
}

const stateIn = async (store: SweepStore) => (await store.standing({ lease })).get(id) ?? 'waiting';
const keys = (below: string) => [...server.objects.keys()].filter((key) => key.startsWith(`x/${below}`));

describe('a run in a store', () => {
  it('goes on elsewhere from its newest checkpoint, and ends once', async () => {
    const a = await machine('a');
    const first = await a.take();
    expect(await stateIn(a.store)).toBe('running');
    await a.write('run/task/step-4.ftn', 'four');
    await a.write('run/task/metrics.jsonl', 'lines');
    await a.write('run/task/run.lock', 'ours');
    await a.write('run/task/.step-5.ftn.1-2.tmp', 'half');
    await first.save();
    await rm(join(a.folder, 'run/task/step-4.ftn'));
    await a.write('run/task/step-8.ftn', 'eight');
    await first.save();
    await first[Symbol.asyncDispose]();
    expect(await stateIn(a.store)).toBe('stopped');
    // Of what was saved before nothing is left.
    expect(keys('files/')).toHaveLength(2);

    const b = await machine('b');
    await b.write('run/task/step-2.ftn', 'an earlier one');
    await b.write('run/task/run.lock', 'theirs');
    const second = await b.take();
    expect(await b.files()).toEqual(['run/task/metrics.jsonl', 'run/task/run.lock', 'run/task/step-8.ftn']);
    expect(await readFile(join(b.folder, 'run/task/step-8.ftn'), 'utf8')).toBe('eight');
    expect(await readFile(join(b.folder, 'run/task/run.lock'), 'utf8')).toBe('theirs');
    await b.write('result.json', '{}');
    await b.write('run/task/adapter/a.bin', 'weights');
    await second.end('finished');
    // What is looked at later sweeps nothing away.
    await b.write('run/task/step-9.ftn', 'nine');
    await second.save();
    await second[Symbol.asyncDispose]();

    const c = await machine('c');
    expect(await stateIn(c.store)).toBe('finished');
    await c.store.pull(c.folder, id);
    expect(await c.files()).toEqual(['result.json', 'run/task/adapter/a.bin', 'run/task/metrics.jsonl']);
    expect(keys('runs/')).toHaveLength(1);
  });

  it('is not gone back to where the folder is farther', async () => {
    const a = await machine('a');
    const first = await a.take();
    await a.write('run/step-4.ftn', 'four');
    await first.save();
    await first[Symbol.asyncDispose]();
    await a.write('run/step-6.ftn', 'six');
    await a.take();
    expect(await a.files()).toContain('run/step-6.ftn');
  });

  it('stays as it is where the folder has what came of it', async () => {
    const [a, b] = [await machine('a'), await machine('b')];
    const first = await a.take();
    await a.write('run/step-4.ftn', 'four');
    await first.save();
    await first[Symbol.asyncDispose]();
    await b.write('result.json', '{}');
    await (await b.take()).end('finished');
    expect(await b.files()).toEqual(['result.json']);
    expect(await stateIn(b.store)).toBe('finished');
  });

  it('is lost to who takes it over: nothing more is written that counts', async () => {
    const [a, b] = [await machine('a'), await machine('b')];
    const first = await a.take();
    // As for one that is suspended: no sign arrives.
    server.answer = ({ method, key }) =>
      method === 'PUT' && /00000001-.*\.sign-/.test(key) ? { status: 503 } : null;
    const second = await b.take();
    await a.write('run/step-4.ftn', 'four');
    await expect(first.save()).rejects.toThrow(LockedError);
    expect(first.lost.reason).toBeInstanceOf(LockedError);
    expect(keys('runs/').filter((key) => key.endsWith('.saved'))).toEqual([]);
    await second.assertHeld();
  });

  it('says why it failed, is tried again, and keeps its checkpoint', async () => {
    const a = await machine('a');
    const first = await a.take();
    await a.write('run/step-4.ftn', 'four');
    await a.write('failed.json', '{"message":"no"}');
    await first.end('failed');
    await first[Symbol.asyncDispose]();
    const b = await machine('b');
    expect(await stateIn(b.store)).toBe('failed');
    await b.write('run/step-1.ftn', 'one');
    await b.store.pull(b.folder, id);
    expect(await b.files()).toEqual(['failed.json', 'run/step-1.ftn']);
    await b.store.forgetFailure(id);
    expect(await stateIn(b.store)).toBe('stopped');
    await b.take();
    expect(await b.files()).toContain('run/step-4.ftn');
  });

  it('passes over what is damaged, and says so', async () => {
    const a = await machine('a');
    const first = await a.take();
    await a.write('run/step-4.ftn', 'four');
    await first.save();
    await first[Symbol.asyncDispose]();
    for (const key of keys('files/')) server.objects.get(key)!.bytes = Buffer.from('four!');
    const b = await machine('b');
    const second = await b.take();
    expect(b.notes.join()).toMatch(/larger than 4 bytes|is damaged/);
    expect(await b.files()).toEqual([]);
    await second.assertHeld();
  });

  it.each<[string, object]>([
    ['leads out of the folder', { path: 'run/../../x' }],
    ['is absolute', { path: '/etc/x' }],
    ['leads back by another separator', { path: 'run/..\\x' }],
    ['is a lock', { path: 'run/run.lock' }],
    ['is hidden', { path: 'run/.npmrc' }],
    ['is none of a run', { path: 'package.json' }],
    ['has no size', { size: -1 }],
    ['has another hash', { sha256: '../x' }],
    ['says more', { mode: 511 }],
  ])('brings nothing of a list of files one of which %s', async (_, strange) => {
    const a = await machine('a');
    const first = await a.take();
    await a.write('result.json', '{}');
    await first.end('finished');
    await first[Symbol.asyncDispose]();
    const [key] = keys('runs/');
    const list = JSON.parse(String(Buffer.from(server.objects.get(key!)!.bytes)));
    list.files.push({ ...list.files[0], path: 'run/x', ...strange });
    server.objects.get(key!)!.bytes = Buffer.from(JSON.stringify(list));
    const b = await machine('b');
    await expect(b.store.pull(b.folder, id)).rejects.toThrow(/the list of files of a run .* is damaged/);
    expect(await b.files()).toEqual([]);
  });

  it('is saved once a store that was gone is there again; one that stays gone is an error', async () => {
    const a = await machine('a');
    const first = await a.take();
    await a.write('run/step-4.ftn', 'four');
    let refused = 0;
    server.answer = () => (refused++ < 3 ? s3Error(503, 'SlowDown') : null);
    await first.save();
    expect(await stateIn(a.store)).toBe('running');
    server.answer = () => s3Error(503, 'SlowDown');
    await a.write('run/step-5.ftn', 'five');
    while (!first.lost.aborted) await sleep(50);
    expect(first.lost.reason).toBeInstanceOf(StorageError);
    server.answer = () => null;
  });
});
