import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSweep, type SweepStore } from '@ftn/library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from './open-store.js';
import { ObjectServer } from './testing/object-server.js';

let server: ObjectServer;
let scratch: string;
let store: SweepStore;
const at = (...parts: string[]) => join(scratch, ...parts);
const record = { title: 'Ranks', cells: [{ id: 'a'.repeat(16), label: 'a run' }] };

beforeAll(async () => {
  server = await new ObjectServer().start();
  scratch = await mkdtemp(join(tmpdir(), 'ftn-plan-'));
  store = await openStore('s3://lab/x', server);
  await mkdir(at('here'));
  await writeFile(at('here', 'plan.json'), '{"data":["photos"]}');
  await writeFile(at('here', 'sweep.json'), JSON.stringify(record));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

describe('the plan of a sweep in a store', () => {
  it('comes into an empty folder as it was', async () => {
    expect(await store.pullPlan(at('none'))).toBe(false);
    await expect(readdir(at('none'))).rejects.toThrow(/ENOENT/);
    await writeFile(at('here', 'search.json'), '{"methods":[]}');
    await store.pushPlan(at('here'));
    expect(await store.pullPlan(at('there'))).toBe(true);
    for (const name of ['plan.json', 'search.json', 'sweep.json'])
      expect(await readFile(at('there', name), 'utf8')).toBe(await readFile(at('here', name), 'utf8'));
    // A plan whose search was forgotten has none in the store, either.
    await rm(at('here', 'search.json'));
    await store.pushPlan(at('here'));
    expect([...server.objects.keys()].sort()).toEqual(['x/plan.json', 'x/sweep.json']);
    await store.pullPlan(at('there'));
    expect((await readdir(at('there'))).sort()).toEqual(['plan.json', 'sweep.json']);
  });

  it('is missed in a store that has none, whatever sweep the folder holds', async () => {
    await expect(readSweep(at('here'))).resolves.toMatchObject({ title: 'Ranks' });
    const empty = await openStore('s3://lab/empty', server);
    await expect(readSweep(at('here'), { store: empty })).rejects.toThrow(
      /there is no sweep in the store s3:\/\/lab\/empty/,
    );
  });

  it.each<[string, string]>([
    ['no JSON', '<html>'],
    ['nothing', 'null'],
    ['a record whose runs are elsewhere', JSON.stringify({ ...record, runs: '../../etc' })],
    ['a record with a page of its own', JSON.stringify({ ...record, page: 'x.html' })],
  ])('is refused where its record is %s', async (_, text) => {
    const before = server.objects.get('x/sweep.json')!;
    server.objects.set('x/sweep.json', { bytes: Buffer.from(text), written: 0 });
    await expect(store.pullPlan(at('strange'))).rejects.toThrow(
      /'sweep.json' in the store is none of a sweep/,
    );
    server.objects.set('x/sweep.json', before);
    await expect(readdir(at('strange'))).rejects.toThrow(/ENOENT/);
  });
});
