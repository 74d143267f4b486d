import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, MismatchError, StorageError, UsageError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageDataset } from '../image-dataset.js';
import { decodeImage } from '../pixels/decode-image.js';
import { readImageFile } from '../pixels/read-image-file.js';
import { drawnImages } from '../testing/drawn-images.js';
import { openImageDomains } from './open-image-domains.js';
import { openImageFolder } from './open-image-folder.js';
import { openImageSplits } from './open-image-splits.js';
import { writeImageFolder } from './write-image-folder.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn folders 🎨 '));
});
afterEach(() => rm(root, { recursive: true }));

/** Creates empty files: opening lists names, it does not decode. */
async function create(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), '');
  }
}

const pathOf = (dataset: ImageDataset, index: number) => {
  const image = dataset.image(index);
  return image.kind === 'file' ? image.path : '';
};

describe('openImageFolder', () => {
  it('labels by sorted class names, lists sorted files, and skips files that are no images', async () => {
    await create(
      'b/2.png',
      'b/10.JPG',
      'a/x.jpeg',
      'B/1.webp',
      'b/notes.txt',
      'b/.hidden.png',
      '.git/x.png',
      'readme.md',
    );
    const dataset = await openImageFolder(root);
    // Code-point order, as Python sorts: capitals first, '10' before '2'.
    expect(dataset.classes).toEqual(['B', 'a', 'b']);
    const all = Array.from({ length: dataset.length }, (_, i) => [
      pathOf(dataset, i).slice(root.length + 1),
      dataset.label(i),
    ]);
    expect(all).toEqual([
      ['B/1.webp', 0],
      ['a/x.jpeg', 1],
      ['b/10.JPG', 2],
      ['b/2.png', 2],
    ]);
  });

  it('follows links to images and to class folders', async () => {
    await create('store/1.png', 'store/2.png', 'set/a/0.png');
    await symlink(join(root, 'store'), join(root, 'set', 'b'));
    await symlink(join(root, 'store', '1.png'), join(root, 'set', 'a', 'linked.png'));
    const dataset = await openImageFolder(join(root, 'set'));
    expect([dataset.classes, dataset.length]).toEqual([['a', 'b'], 4]);
  });

  it('reads nested folders and every supported extension, in torchvision’s order', async () => {
    await create('a/z/1.jfif', 'a/z/y/3.ppm', 'a/2.JPE', 'a/.x/4.png', 'a/a.pgm', 'a/z.txt');
    const dataset = await openImageFolder(root);
    const all = Array.from({ length: dataset.length }, (_, i) => pathOf(dataset, i).slice(root.length + 1));
    expect(all).toEqual(['a/2.JPE', 'a/a.pgm', 'a/z/1.jfif', 'a/z/y/3.ppm']);
    await create('a/old.bmp', 'a/phone.HEIC');
    await expect(openImageFolder(root)).rejects.toThrow(
      /old\.bmp: the image has an unsupported format \(and 1 more like it in this class\)/,
    );
    const unread: string[] = [];
    const open = await openImageFolder(root, { onUnread: (files) => unread.push(...files) });
    expect(open.length).toBe(4);
    expect(unread.map((file) => file.slice(root.length + 1))).toEqual(['a/old.bmp', 'a/phone.HEIC']);
  });

  it('follows no circle of links', async () => {
    await create('a/b/1.png');
    await symlink(join(root, 'a'), join(root, 'a', 'b', 'up'));
    expect((await openImageFolder(root)).length).toBe(1);
  });

  it('reports a missing folder, a folder without classes and one without images', async () => {
    await expect(openImageFolder(join(root, 'none'))).rejects.toThrow(StorageError);
    await expect(openImageFolder(join(root, 'none'))).rejects.toThrow(
      /none: the folder is missing\. Check the path\./,
    );
    await expect(openImageFolder(root)).rejects.toThrow(/holds no class folders/);
    await create('a/1.png', 'b/notes.txt');
    await expect(openImageFolder(root)).rejects.toThrow(FormatError);
    await expect(openImageFolder(root)).rejects.toThrow(/b: the class folder holds no images/);
  });
});

describe('openImageSplits', () => {
  it('opens train, val and test under one class list', async () => {
    for (const split of ['train', 'val', 'test']) await create(`${split}/cat/1.png`, `${split}/dog/2.png`);
    await create('train/dog/3.png');
    const { train, val, test, classes } = await openImageSplits(root, { name: 'pets' });
    expect(classes).toEqual(['cat', 'dog']);
    expect([train.length, val?.length, test.length]).toEqual([3, 1 + 1, 2]);
    expect(train.name).toBe('pets/train');
  });

  it('takes validation images from the training split when asked to', async () => {
    for (let i = 0; i < 10; i++) await create(`train/cat/${i}.png`, `train/dog/${i}.png`);
    await create('test/cat/0.png', 'test/dog/0.png');
    const { train, val } = await openImageSplits(root, { val: { fraction: 0.2, seed: 1 } });
    expect([train.length, val!.length]).toEqual([16, 4]);
    const paths = [train, val!].flatMap((set) =>
      Array.from({ length: set.length }, (_, i) => pathOf(set, i)),
    );
    expect(new Set(paths).size).toBe(20);
    expect((await openImageSplits(root)).val).toBeUndefined();
  });

  it('names the classes that differ between train and test', async () => {
    await create('train/cat/1.png', 'train/dog/1.png', 'test/dog/1.png', 'test/cow/1.png');
    const opening = openImageSplits(root);
    await expect(opening).rejects.toThrow(MismatchError);
    await expect(opening).rejects.toThrow(
      /'train' and 'test' hold different classes: expected no class in 'test' that 'train' lacks, got only in train: cat; only in test: cow\./,
    );
  });

  it('accepts one of the other names of a split, but only one', async () => {
    await create('training/cat/1.png', 'validation/cat/2.png', 'testing/cat/3.png');
    const { train, val, test } = await openImageSplits(root);
    expect([train, val!, test].map((set) => pathOf(set, 0).slice(-5))).toEqual(['1.png', '2.png', '3.png']);
    await create('val/cat/4.png');
    await expect(openImageSplits(root)).rejects.toThrow(/the same split under two names: val and validation/);
  });

  it('allows classes without test images, and lists them', async () => {
    await create(
      'train/cat/1.png',
      'train/dog/1.png',
      'train/owl/1.png',
      'test/dog/1.png',
      'test/owl/notes.txt',
    );
    const { test, untested, classes } = await openImageSplits(root);
    expect([classes, untested]).toEqual([
      ['cat', 'dog', 'owl'],
      ['cat', 'owl'],
    ]);
    expect([test.length, test.label(0)]).toEqual([1, 1]);
    await rm(join(root, 'test/dog/1.png'));
    await expect(openImageSplits(root)).rejects.toThrow(/the 'test' split holds no images/);
  });

  it('takes a seeded share of a folder of class folders for testing when asked to', async () => {
    for (let i = 0; i < 10; i++) await create(`cat/${i}.png`, `dog/${i}.png`);
    const splits = (seed: number) =>
      openImageSplits(root, { test: { fraction: 0.2, seed }, val: { fraction: 0.25, seed } });
    const paths = (set: ImageDataset) => Array.from({ length: set.length }, (_, i) => pathOf(set, i));
    const { train, val, test } = await splits(1);
    expect([train.length, val!.length, test.length]).toEqual([12, 4, 4]);
    expect(new Set([train, val!, test].flatMap(paths)).size).toBe(20);
    expect(paths((await splits(1)).test)).toEqual(paths(test));
    expect(paths((await splits(2)).test)).not.toEqual(paths(test));
    await create('with/train/cat/1.png', 'with/test/cat/1.png');
    await expect(openImageSplits(join(root, 'with'), { test: { fraction: 0.5 } })).rejects.toThrow(
      /has its own test images in 'test'/,
    );
  });

  it('treats composed and decomposed class names as equal', async () => {
    const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
    await create(`train/${decomposed}/1.png`, 'train/tea/1.png', `test/${composed}/1.png`, 'test/tea/1.png');
    const { classes, test, untested } = await openImageSplits(root);
    expect([classes, untested]).toEqual([[composed, 'tea'], []]);
    expect(test.length).toBe(2);
    await create(`train/${composed}/2.png`);
    await expect(openImageSplits(root)).rejects.toThrow(
      /two class folders are called 'café', spelt with different/,
    );
  });

  it('names the missing split', async () => {
    await create('train/cat/1.png', 'validation/cat/1.png');
    await expect(openImageSplits(root)).rejects.toThrow(
      /the folder has no 'test' split.*got train, validation/,
    );
    const { test } = await openImageSplits(root, { folders: { test: 'validation' } });
    expect(test.length).toBe(1);
  });
});

describe('openImageDomains', () => {
  it('opens one domain, or the subfolders that are domains and not hidden', async () => {
    for (const domain of ['photos', 'drawings', '.trash', 'notes'])
      for (const split of domain === 'notes' ? ['old'] : ['train', 'test'])
        await create(`${domain}/${split}/cat/1.png`);
    const names = async (folder: string) =>
      (await openImageDomains(folder)).map(({ name, train }) => [name, train.name]);
    expect(await names(root)).toEqual([
      ['drawings', 'drawings/train'],
      ['photos', 'photos/train'],
    ]);
    expect(await names(join(root, 'photos'))).toEqual([['photos', 'photos/train']]);
    await expect(openImageDomains(join(root, 'notes'))).rejects.toThrow(/holds no training and test images/);
    const [one] = await openImageDomains(join(root, 'photos/train'), { test: { perClass: 0 } }).catch(
      () => [],
    );
    expect(one).toBeUndefined();
  });
});

describe('writeImageFolder', () => {
  it('writes what openImageFolder reads back, pixel for pixel', async () => {
    const drawn = drawnImages(24, 1);
    const target = join(root, 'out', 'test');
    await mkdir(join(root, 'out'));
    await writeImageFolder(drawn, target);
    const read = await openImageFolder(target);
    expect(read.classes).toEqual(drawn.classes);
    expect(read.length).toBe(drawn.length);
    for (let i = 0; i < read.length; i++) {
      const path = pathOf(read, i);
      const source = drawn.image(i);
      const { data, width } = await decodeImage(await readImageFile(path), path);
      expect(width).toBe(24);
      expect(source.kind === 'pixels' && Buffer.compare(source.data, data)).toBe(0);
      expect(read.label(i)).toBe(drawn.label(i));
    }
    const again = join(root, 'again');
    await writeImageFolder(read, again);
    expect((await openImageFolder(again)).length).toBe(drawn.length);
  });

  it('overwrites nothing and leaves nothing half-written', async () => {
    await create('full/x.txt');
    const drawn = drawnImages(16, 1);
    await expect(writeImageFolder(drawn, join(root, 'full'))).rejects.toThrow(UsageError);
    const broken: ImageDataset = {
      ...drawn,
      image: (i) => (i < 5 ? drawn.image(i) : { kind: 'file', path: join(root, 'gone.png') }),
    };
    await expect(writeImageFolder(broken, join(root, 'new'))).rejects.toThrow(StorageError);
    expect(await readdir(root)).toEqual(['full']);
  });

  it.each(['..', 'a/b', '', '.x', 'a\0'])('refuses the class name %j', async (name) => {
    const drawn = drawnImages(16, 1);
    const classes = [name, ...drawn.classes.slice(1)];
    await expect(writeImageFolder({ ...drawn, classes }, join(root, 'new'))).rejects.toThrow(
      /cannot be a folder's name/,
    );
    expect(await readdir(root)).toEqual([]);
  });
});
