import { FormatError } from '@ftn/errors';
import { type MatFile, type MatNumeric, matVariable, readMat } from '@ftn/formats';
import { IGNORED } from '../../dense/dense-sample.js';
import { readAnnotations } from '../../layouts/annotation-file.js';
import type { NyudLabels } from '../nyud-classes.js';

/** The class numbers of the labelled file: 1 to 894, and 0 for unlabelled. */
const RAW_CLASSES = 894;

/**
 * classMapping40.mat: the label each of the file's 895 class numbers becomes. Unlabelled is 0 ('background') of 41
 * classes, or ignored where there are 40.
 */
export async function readClassMapping(file: string, labels: NyudLabels): Promise<Uint8Array> {
  const mat = readMat(await readAnnotations(file), { file });
  const mapping = matVariable(mat, 'mapClass', 'numeric');
  expectCount(file, mapping, 'mapClass', RAW_CLASSES);
  const labelOf = new Uint8Array(RAW_CLASSES + 1);
  labelOf[0] = labels === 41 ? 0 : IGNORED;
  for (let i = 0; i < RAW_CLASSES; i++) {
    const to = Number(mapping.data[i]);
    if (!(Number.isInteger(to) && to >= 1 && to <= 40)) {
      throw new FormatError(`class ${i + 1} is not mapped to a class`, {
        file,
        offset: mapping.offset,
        expected: '1 to 40',
        got: String(to),
        hint: 'Download the file again.',
      });
    }
    labelOf[i + 1] = labels === 41 ? to : to - 1;
  }
  return labelOf;
}

/** splits.mat: the images of both splits, counted from 0. */
export async function readSplits(
  file: string,
  images: number,
): Promise<Readonly<Record<'train' | 'val', Int32Array>>> {
  const mat = readMat(await readAnnotations(file), { file });
  const seen = new Set<number>();
  return {
    train: indicesOf(mat, file, 'trainNdxs', images, seen),
    val: indicesOf(mat, file, 'testNdxs', images, seen),
  };
}

function indicesOf(mat: MatFile, file: string, name: string, images: number, seen: Set<number>): Int32Array {
  const { data, offset } = matVariable(mat, name, 'numeric');
  return Int32Array.from(data as ArrayLike<number | bigint>, (value) => {
    const number = Number(value);
    const inside = Number.isInteger(number) && number >= 1 && number <= images;
    if (!inside || seen.has(number)) {
      throw new FormatError(`'${name}' names image ${number}${inside ? ' twice or in both splits' : ''}`, {
        file,
        offset,
        expected: `each of 1 to ${images} once`,
        hint: 'Check that the file belongs to this data set.',
      });
    }
    seen.add(number);
    return number - 1;
  });
}

function expectCount(file: string, { data, offset }: MatNumeric, name: string, count: number): void {
  if (data.length === count) return;
  throw new FormatError(`'${name}' has the wrong length`, {
    file,
    offset,
    expected: String(count),
    got: String(data.length),
    hint: 'Check that this is the right file.',
  });
}
