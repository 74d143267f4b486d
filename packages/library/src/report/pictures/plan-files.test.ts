import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTask } from '@ftn/tasks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planFiles } from './plan-files.js';

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'ftn-plan-'));
});
afterAll(() => rm(out, { recursive: true }));

const adapter = (label: string, task: string) => ({ label, task: createTask(task, { classes: ['wall'] }) });
const image = (path: string, name = path.split('/').at(-1)!) => ({ path, name });

it('names files after image and task, those below a folder by their place in it', () => {
  const images = [image('a/x.jpg'), image('b/c/y.png', 'c/y.png')];
  const [first, second] = planFiles(images, [adapter('rooms', 'depth')], { out }).flat();
  expect(first!.files).toEqual({
    png: join(out, 'x.depth.png'),
    'mm.png': join(out, 'x.depth.mm.png'),
    npy: join(out, 'x.depth.npy'),
    'picture.png': join(out, 'x.depth.picture.png'),
  });
  expect(second!.files).toMatchObject({ npy: join(out, 'c', 'y.depth.npy') });
});

it('tells several adapters apart by their labels', () => {
  const [planned] = planFiles([image('x.jpg')], [adapter('a/b', 'depth'), adapter('rooms', 'semseg')], {
    out,
  });
  expect(planned!.map(({ files }) => files.png)).toEqual([
    join(out, 'x.a_b.depth.png'),
    join(out, 'x.rooms.semseg.png'),
  ]);
});

it('refuses two of one name, and a file that is there', async () => {
  const one = [adapter('rooms', 'normals')];
  expect(() => planFiles([image('a/x.jpg'), image('b/x.png')], one, { out })).toThrow(
    /b\/x\.png: two images have the same name: got a\/x\.jpg/,
  );
  await writeFile(join(out, 'x.normals.npy'), '');
  expect(() => planFiles([image('x.jpg')], one, { out })).toThrow('Add `force`');
  expect(planFiles([image('x.jpg')], one, { out, force: true })).toHaveLength(1);
});
