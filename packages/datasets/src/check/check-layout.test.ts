import { appendFile, copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { layoutNames, layouts } from '../layouts/layouts.js';
import { openCars, openDomainNet, openFlowers } from '../layouts/open-layouts.js';
import { copyOfSample, removeScratch, sample, scratchFolder } from '../testing/layout-fixtures.js';
import { checkLayout } from './check-layout.js';
import type { Problem } from './problem.js';

afterAll(removeScratch);

/** Problems as `code file:line`, files relative to the set's folder. */
const found = (root: string, problems: readonly Problem[]) =>
  problems.map(({ code, file, line }) => `${code} ${relative(root, file)}${line ? `:${line}` : ''}`).sort();

const errorsOf = async (layout: (typeof layoutNames)[number], root: string) => {
  const { problems } = await checkLayout(layout, root);
  return problems.filter(({ severity }) => severity === 'error');
};

/** Changes single lines of a text list. */
async function edit(file: string, lines: Readonly<Record<number, string | null>>): Promise<void> {
  const text = (await readFile(file, 'utf8')).split('\n');
  const edited = text.flatMap((line, i) =>
    lines[i + 1] === undefined ? [line] : lines[i + 1] === null ? [] : [lines[i + 1]!],
  );
  await writeFile(file, edited.join('\n'));
}

describe('checkLayout', () => {
  it.each(['flowers', 'cars', 'cub', 'sketch'] as const)(
    'reports for the sample of %s only that it is a part of the set',
    async (set) => {
      const { problems, images } = await checkLayout(set, sample(set));
      expect(problems.filter(({ code }) => code !== 'count')).toEqual([]);
      expect(problems.map(({ severity }) => severity)).not.toContain('error');
      expect(problems.length).toBeGreaterThan(1);
      expect(images).toBe({ flowers: 10, cars: 8, cub: 9, sketch: 15 }[set]);
    },
  );

  it('names the classes that a DomainNet list lacks, as a note', async () => {
    const { problems } = await checkLayout('domainnet', join(sample('domainnet'), 'painting'));
    expect(problems.map(({ severity }) => severity)).not.toContain('error');
    const note = problems.find(({ file }) => file.endsWith('painting_train.txt'))!;
    expect(note.problem).toBe('has no image of class airplane');
  });

  it('reports every fault of DomainNet lists in one pass, with file and line', async () => {
    const root = await copyOfSample('domainnet');
    const list = join(root, 'clipart_train.txt');
    const [first, second, third, fourth] = (await readFile(list, 'utf8')).trim().split('\n') as [
      string,
      string,
      string,
      string,
    ];
    await writeFile(
      list,
      [
        first, // 1: fine
        second.replace(/ 0$/, ' 345'), // 2: label out of range
        third.split(' ')[0], // 3: no label
        fourth.replace('.jpg', '-gone.jpg'), // 4: missing file
        '../../../etc/passwd 1', // 5: out of the folder
        '', // blank lines are none
        `${second.split(' ')[0]} 1`, // 7: another label for the class
        'clipart/zebra/clipart_345_000001.jpg 344', // 8: a folder that is missing
        first, // 9: listed again
        'clipart//airplane/x.jpg 1', // 10
        'painting/airplane/x.jpg 1', // 11: of another domain
      ].join('\r\n'),
    );
    const test = join(root, 'clipart_test.txt');
    await writeFile(test, `${await readFile(test, 'utf8')}${first}\n`); // 3: a leak by name
    const trained = join(root, first.split(' ')[0]!);
    const tested = join(root, (await readFile(test, 'utf8')).split(' ')[0]!);
    await copyFile(trained, tested); // a leak by content
    const broken = join(root, (await readFile(test, 'utf8')).split('\n')[1]!.split(' ')[0]!);
    await truncate(broken, 200);
    const problems = await errorsOf('domainnet', join(root, 'clipart'));
    expect(found(root, problems)).toEqual(
      [
        'label-range clipart_train.txt:2',
        'malformed-line clipart_train.txt:3',
        'missing-image clipart_train.txt:4',
        'malformed-line clipart_train.txt:5',
        'label-conflict clipart_train.txt:7',
        'missing-folder clipart_train.txt:8',
        'malformed-line clipart_train.txt:10',
        'malformed-line clipart_train.txt:11',
        'leak clipart_test.txt:3',
        `leak ${relative(root, tested)}`,
        `broken-image ${relative(root, broken)}`,
      ].sort(),
    );
    await expect(openDomainNet(join(root, 'clipart'))).rejects.toThrow(
      /clipart_train\.txt, line 2: the label is out of range: expected 0 to 344, got 345 \(and \d+ more: `checkData` lists all\)/,
    );
  });

  it('reports every fault of CUB lists in one pass, with file and line', async () => {
    const root = await copyOfSample('cub');
    await edit(join(root, 'image_class_labels.txt'), { 2: '2 4', 3: 'three 3', 9: null });
    await edit(join(root, 'bounding_boxes.txt'), {
      1: '1 20.0 1.0 12.0 10.0',
      4: '4 1.0 1.0 0.0 5.0',
      5: '5 1.0 nan 3 3',
    });
    await edit(join(root, 'train_test_split.txt'), { 6: '6 2' });
    await edit(join(root, 'images.txt'), { 7: '7 001.Black_footed_Albatross/../x.jpg' });
    const problems = await errorsOf('cub', root);
    expect(found(root, problems)).toEqual(
      [
        'label-range image_class_labels.txt:2',
        'malformed-line image_class_labels.txt:3',
        'malformed-line images.txt:3', // no label is left for it
        'malformed-line images.txt:9',
        'box-outside bounding_boxes.txt:1',
        'malformed-line bounding_boxes.txt:4',
        'malformed-line images.txt:4',
        'malformed-line bounding_boxes.txt:5',
        'malformed-line images.txt:5',
        'malformed-line train_test_split.txt:6',
        'malformed-line images.txt:6',
        'malformed-line images.txt:7',
        'malformed-line image_class_labels.txt:7',
        'malformed-line train_test_split.txt:7',
        'malformed-line bounding_boxes.txt:7',
      ].sort(),
    );
    const outside = problems.find(({ code }) => code === 'box-outside')!;
    expect(outside.problem).toMatch(
      /the box \(x 20 to 32, y 1 to 11\) lies outside .*_0001_1001\.jpg, which has 24 × 18 pixels/,
    );
  });

  it('reports truncated, swapped and missing .mat files together', async () => {
    const flowers = await copyOfSample('flowers');
    await copyFile(join(flowers, 'imagelabels.mat'), join(flowers, 'setid.mat'));
    await truncate(join(flowers, 'imagelabels.mat'), 150);
    const problems = await errorsOf('flowers', flowers);
    expect(problems).toMatchObject([
      { code: 'broken-annotations', file: join(flowers, 'imagelabels.mat'), offset: 128 },
      { code: 'broken-annotations', file: join(flowers, 'setid.mat') },
    ]);
    expect(problems[1]!.problem).toMatch(/no variable 'trnid': got labels/);
    await expect(openFlowers(flowers)).rejects.toThrow(/imagelabels\.mat, byte 128: .* \(and 1 more/);

    const cars = await copyOfSample('cars');
    await rm(join(cars, 'cars_test_annos_withlabels.mat'));
    const hdf5 = new URL('../nyud/__fixtures__/labeled/nyu_depth_v2_labeled.mat', import.meta.url);
    await copyFile(hdf5, join(cars, 'devkit', 'cars_train_annos.mat'));
    const wrong = await errorsOf('cars', cars);
    expect(wrong.map(({ problem }) => problem)).toEqual([
      'this is a MATLAB 7.3 file, which is HDF5',
      'the file with the classes of the test images is missing',
    ]);
    await copyFile(join(cars, 'devkit', 'cars_test_annos.mat'), join(cars, 'cars_test_annos_withlabels.mat'));
    await copyFile(
      join(sample('cars'), 'devkit', 'cars_train_annos.mat'),
      join(cars, 'devkit', 'cars_train_annos.mat'),
    );
    await expect(openCars(cars)).rejects.toThrow(/cars_test_annos_withlabels\.mat.*no field 'class'/);
  });

  it('reports images in two splits of Flowers, and invalid labels', async () => {
    const root = await copyOfSample('flowers');
    // The two files' numbers lie packed; exchanged for unpacked ones of the same form.
    await writeFile(join(root, 'imagelabels.mat'), mat({ labels: [77, 103, 1, 1, 102, 102, 0, 5, 5, 1] }));
    await writeFile(join(root, 'setid.mat'), mat({ trnid: [8, 1], valid: [3, 6], tstid: [1, 4, 11] }));
    const problems = await errorsOf('flowers', root);
    expect(problems.map(({ code, problem }) => `${code}: ${problem}`)).toEqual([
      'label-range: the label of image 2 is out of range: expected 1 to 102, got 103',
      'label-range: the label of image 7 is out of range: expected 1 to 102, got 0',
      "leak: image 1 is in 'trnid' and in 'tstid'",
      "label-range: 'tstid' names image 11, which has no label: expected 1 to 10",
    ]);
    expect(problems.every(({ offset }) => offset! >= 128)).toBe(true);
  });

  it('reports one picture in two sketch folders, and an empty picture', async () => {
    const root = await copyOfSample('sketch');
    await copyFile(join(root, 'png/airplane/1.png'), join(root, 'png/alarm clock/81.png'));
    for (let i = 161; i <= 165; i++) await rm(join(root, `png/wrist-watch/${i}.png`));
    const problems = await errorsOf('sketch', root);
    const codes = problems.map(({ code }) => code);
    expect(codes[0]).toBe('empty-class');
    expect(['leak', 'label-conflict']).toContain(codes[1]);
    expect(codes.length).toBe(2);
  });

  it('reports equal pixels in two splits, though the files differ', async () => {
    const root = await copyOfSample('sketch');
    const { train, test } = (await layouts.sketch.scan(root))[0]!.splits;
    const [one, other] = [
      train!.find(({ label }) => label === 0)!.path,
      test!.find(({ label }) => label === 0)!.path,
    ];
    await writeFile(
      other,
      await sharp(await readFile(one))
        .png({ compressionLevel: 0 })
        .toBuffer(),
    );
    expect((await readFile(one)).equals(await readFile(other))).toBe(false);
    const problems = await errorsOf('sketch', root);
    expect(problems.map(({ code }) => code)).toEqual(['leak']);
    expect(problems[0]!.problem).toContain('has the same pixels as');
  });

  it('reports each of 150,000 malformed lines', async () => {
    const root = await copyOfSample('cub');
    await appendFile(join(root, 'images.txt'), 'x\n'.repeat(150_000));
    const { problems } = await checkLayout('cub', root);
    const added = problems.filter(
      ({ code, file }) => code === 'malformed-line' && file.endsWith('images.txt'),
    );
    expect(added).toHaveLength(150_000);
    expect(new Set(added.map(({ line }) => line)).size).toBe(150_000);
  });

  const domains = ['clipart', 'infograph', 'painting', 'quickdraw', 'real', 'sketch'];
  const files = (...names: string[]) => names.map((name) => `missing-file ${name}`);
  const lacking: Record<(typeof layoutNames)[number], string[]> = {
    cars: files('cars_test_annos_withlabels.mat', 'devkit/cars_meta.mat', 'devkit/cars_train_annos.mat'),
    cub: files(
      'bounding_boxes.txt',
      'classes.txt',
      'image_class_labels.txt',
      'images.txt',
      'train_test_split.txt',
    ),
    domainnet: files(
      ...domains.flatMap((domain) => ['test', 'train'].map((split) => `${domain}_${split}.txt`)),
    ),
    flowers: files('imagelabels.mat', 'setid.mat'),
    'imagenet-to-sketch': files('cubs_cropped', 'flowers', 'sketches', 'stanford_cars_cropped', 'wikiart'),
    sketch: ['no-classes '],
    wikiart: ['missing-folder test', 'missing-folder train'],
  };

  it.each(layoutNames)(
    'reports all that an empty folder lacks for %s, and no other error',
    async (layout) => {
      const root = await scratchFolder();
      const errors = found(root, await errorsOf(layout, root));
      expect(errors).toEqual(lacking[layout]);
    },
  );
});

/** An unpacked MATLAB 5 file of rows of int16 numbers. */
function mat(variables: Readonly<Record<string, number[]>>): Uint8Array {
  const header = Buffer.alloc(128, ' ');
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  const element = (type: number, data: Buffer) => {
    const out = Buffer.alloc(8 + Math.ceil(data.length / 8) * 8);
    out.writeUInt32LE(type, 0);
    out.writeUInt32LE(data.length, 4);
    data.copy(out, 8);
    return out;
  };
  const of = (array: Int16Array | Int32Array) => Buffer.from(array.buffer);
  const parts = Object.entries(variables).map(([name, values]) =>
    element(
      14,
      Buffer.concat([
        element(6, of(Int32Array.of(10, 0))),
        element(5, of(Int32Array.of(1, values.length))),
        element(1, Buffer.from(name)),
        element(3, of(Int16Array.from(values))),
      ]),
    ),
  );
  return Buffer.concat([header, ...parts]);
}
