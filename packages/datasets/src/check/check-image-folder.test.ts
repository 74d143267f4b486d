import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImageFolder } from './check-image-folder.js';

let root: string;
let shade = 0;

/** A picture no other call makes. */
function picture(): ReturnType<typeof sharp> {
  shade++;
  const background = { r: (shade * 37) % 256, g: (shade * 91) % 256, b: shade % 256 };
  return sharp({ create: { width: 20, height: 14, channels: 3, background } });
}

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), bytes);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-check-'));
});
afterAll(() => rm(root, { recursive: true }));

describe('checkImageFolder', () => {
  it('reports nothing for a sound folder, with or without splits', async () => {
    for (const split of ['train', 'test']) {
      for (const name of ['cat', 'dog']) {
        for (let i = 0; i < 3; i++)
          await put(`sound/${split}/${name}/${i}.jpg`, await picture().jpeg().toBuffer());
      }
    }
    const seen: number[] = [];
    expect(await checkImageFolder(join(root, 'sound'), (done, total) => seen.push(done / total))).toEqual([]);
    expect(seen.length).toBe(12);
    expect(seen.at(-1)).toBe(1);
    expect(await checkImageFolder(join(root, 'sound', 'train'))).toEqual([]);
  });

  it('reports every fault in one pass', async () => {
    const whole = await picture().jpeg().toBuffer();
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const large = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888', noise } })
      .jpeg()
      .toBuffer();
    const png = await picture().png().toBuffer();
    const b = 'bad';
    await put(`${b}/train/cat/fine.jpg`, whole);
    await put(`${b}/train/cat/twice.jpg`, whole);
    await put(`${b}/test/cat/leaked.jpg`, whole);
    await put(`${b}/train/dog/other.jpg`, whole);
    await put(`${b}/train/cat/empty.jpg`, '');
    await put(`${b}/train/cat/cut.jpg`, large.subarray(0, large.length / 2));
    await put(`${b}/train/cat/text.png`, 'not an image');
    await put(`${b}/train/cat/drawing.png`, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await put(`${b}/train/cat/old.bmp`, 'BM000000000000000000');
    await put(`${b}/train/cat/really-png.jpg`, png);
    await put(`${b}/train/cat/Thumbs.db`, 'x');
    await put(`${b}/train/cat/.DS_Store`, 'x');
    await put(`${b}/train/cat/more/1.jpg`, await picture().jpeg().toBuffer());
    await put(`${b}/train/stray.jpg`, await picture().jpeg().toBuffer());
    await put(`${b}/labels.csv`, 'x');
    await put(`${b}/train/cat/cmyk.jpg`, await picture().toColourspace('cmyk').jpeg().toBuffer());
    await put(
      `${b}/train/cat/turned.jpg`,
      await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    );
    await put(`${b}/train/cat/clear.png`, await picture().ensureAlpha(0.5).png().toBuffer());
    await put(`${b}/train/cat/deep.png`, await picture().toColourspace('rgb16').png().toBuffer());
    await put(`${b}/test/dog/1.jpg`, await picture().jpeg().toBuffer());
    await put(`${b}/test/cow/1.jpg`, await picture().jpeg().toBuffer());
    await mkdir(join(root, b, 'train', 'bird'));
    await symlink(join(root, 'nowhere.jpg'), join(root, b, 'train', 'cat', 'dangling.jpg'));

    const problems = await checkImageFolder(join(root, b));
    const found = problems.map(({ code, file }) => `${code} ${relative(join(root, b), file)}`).sort();
    expect(found).toEqual(
      [
        'broken-image train/cat/cut.jpg',
        'broken-image train/cat/dangling.jpg',
        'broken-image train/cat/drawing.png',
        'broken-image train/cat/empty.jpg',
        'broken-image train/cat/old.bmp',
        'broken-image train/cat/text.png',
        'untested-class test',
        'class-mismatch test/cow',
        'converted train/cat/clear.png',
        'converted train/cat/cmyk.jpg',
        'converted train/cat/deep.png',
        'converted train/cat/turned.jpg',
        'duplicate train/cat/twice.jpg',
        'empty-class train/bird',
        'ignored labels.csv',
        'ignored train/cat/.DS_Store',
        'ignored train/cat/Thumbs.db',
        'ignored train/stray.jpg',
        'label-conflict train/dog/other.jpg',
        'leak test/cat/leaked.jpg',
        'wrong-extension train/cat/really-png.jpg',
      ].sort(),
    );
    for (const { problem, hint } of problems) expect(problem && hint).toBeTruthy();
    const of = (code: string) => problems.find((p) => p.code === code)!;
    expect(of('leak').problem).toContain(
      `is the same file as ${join(root, b, 'train/cat/fine.jpg')}: 'test' leaks into 'train'`,
    );
    expect(of('untested-class')).toMatchObject({
      severity: 'warning',
      problem: "has no class 'bird', which 'train' has",
    });
    const severities = Object.fromEntries(problems.map(({ code, severity }) => [code, severity]));
    expect(severities).toMatchObject({
      'broken-image': 'error',
      leak: 'error',
      converted: 'warning',
      duplicate: 'warning',
    });
  });

  it('checks each domain of a folder of domains, skips hidden folders and reports other files', async () => {
    const shared = await picture().jpeg().toBuffer();
    for (const domain of ['photos', 'drawings', '.trash']) {
      for (const split of ['train', 'valid', 'test'])
        await put(`several/${domain}/${split}/cat/1.jpg`, await picture().jpeg().toBuffer());
      // One picture in two domains is no leak.
      await put(`several/${domain}/train/cat/shared.jpg`, shared);
    }
    await put('several/drawings/train/cat/cut.jpg', shared.subarray(0, shared.length / 2));
    const problems = await checkImageFolder(join(root, 'several'));
    expect(problems.map(({ code, file }) => `${code} ${relative(join(root, 'several'), file)}`)).toEqual([
      'ignored .trash',
      'broken-image drawings/train/cat/cut.jpg',
    ]);
  });

  it('reads nested folders, reports hidden ones and follows no circle of links', async () => {
    await put('nested/cat/more/deep/1.jfif', await picture().jpeg().toBuffer());
    await put('nested/cat/more/.hidden/1.jpg', await picture().jpeg().toBuffer());
    await put('nested/cat/photo.heic', '....ftypheic....mif1heic');
    await symlink(join(root, 'nested/cat'), join(root, 'nested/cat/more/around'));
    await symlink('loop', join(root, 'nested/cat/loop'));
    const problems = await checkImageFolder(join(root, 'nested'));
    expect(
      problems.map(({ code, file, problem }) => `${code} ${relative(root, file)}: ${problem}`).sort(),
    ).toEqual(
      [
        "ignored nested/cat/loop: 'loop' has no image ending and is not read",
        "ignored nested/cat/more/.hidden: '.hidden' is a hidden folder and is not read",
        "ignored nested/cat/more/around: 'around' is a link to a folder that it lies in and is not read",
        'broken-image nested/cat/photo.heic: is a HEIC photograph, which is not supported',
      ].sort(),
    );
  });

  it('names a missing folder, a missing split and a folder without classes', async () => {
    const codes = async (path: string) =>
      (await checkImageFolder(join(root, path))).map(({ code, file }) => [code, relative(root, file)]);
    expect(await codes('none')).toEqual([['missing-folder', 'none']]);
    await put('half/train/cat/1.jpg', await picture().jpeg().toBuffer());
    expect(await codes('half')).toEqual([['missing-folder', 'half/test']]);
    await put('flat/1.jpg', await picture().jpeg().toBuffer());
    expect((await codes('flat')).map(([code]) => code)).toEqual(['ignored', 'no-classes']);
  });
});
