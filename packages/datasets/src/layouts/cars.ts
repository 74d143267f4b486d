import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type MatFile,
  type MatStruct,
  type MatValue,
  matField,
  matNumber,
  matText,
  matValue,
  matVariable,
  readMat,
} from '@ftn/formats';
import type { Box } from '../image-dataset.js';
import { readAnnotations } from './annotation-file.js';
import { Findings } from './findings.js';
import { finishScan } from './finish-scan.js';
import type { LayoutScan, ListedFile } from './layout.js';
import { layoutRoot } from './layout-root.js';
import { nameFault } from './listed-path.js';

/** Whether images are cropped to their boxes. */
export interface CropOptions {
  /** Cut every image to its bounding box, as ImageNet-to-Sketch does; default true. */
  readonly crop?: boolean;
}

const getAgain = 'Download the file again.';

/**
 * Stanford Cars as published: `cars_train/`, `cars_test/`, `devkit/` and `cars_test_annos_withlabels.mat`.
 *
 * Boxes and classes in the files count from 1 and boxes include their last pixel: x from x₁ − 1 to x₂.
 * Source: Krause, Stark, Deng, Fei-Fei 2013.
 */
export async function scanCars(folder: string, { crop = true }: CropOptions = {}): Promise<LayoutScan> {
  const root = layoutRoot(folder, 'devkit', ['stanford_cars', 'stanford-cars', 'cars']);
  const findings = new Findings();
  const meta = join(root, 'devkit', 'cars_meta.mat');
  const classes =
    (await findings.attempt('broken-annotations', meta, async () => readClassNames(await open(meta)))) ?? [];
  const train = join(root, 'devkit', 'cars_train_annos.mat');
  const listed = { train: await readSplit(findings, train, join(root, 'cars_train'), classes, crop) };
  const test = testAnnotations(findings, root);
  if (!test) return finishScan('cars', classes, listed, findings);
  const testing = await readSplit(findings, test, join(root, 'cars_test'), classes, crop);
  return finishScan('cars', classes, { ...listed, test: testing }, findings);
}

async function open(file: string): Promise<MatFile> {
  return readMat(await readAnnotations(file), { file });
}

function readClassNames(mat: MatFile): string[] {
  const { items } = matVariable(mat, 'class_names', 'cell');
  return items.map((item, i) => matText(mat, item, `class name ${i + 1}`));
}

/** The devkit's own file of the test images has no classes. */
function testAnnotations(findings: Findings, root: string): string | undefined {
  const name = 'cars_test_annos_withlabels.mat';
  const file = [join(root, name), join(root, 'devkit', name)].find((path) => existsSync(path));
  if (file) return file;
  findings.add(
    'missing-file',
    join(root, name),
    'the file with the classes of the test images is missing',
    "Download it and put it beside 'devkit': the devkit's cars_test_annos.mat has boxes but no classes.",
  );
  return undefined;
}

async function readSplit(
  findings: Findings,
  file: string,
  images: string,
  classes: readonly string[],
  crop: boolean,
): Promise<ListedFile[]> {
  const read = await findings.attempt('broken-annotations', file, async () => {
    const mat = await open(file);
    return { mat, columns: columnsOf(mat, matVariable(mat, 'annotations', 'struct')) };
  });
  if (!read) return [];
  const { mat, columns } = read;
  const files: ListedFile[] = [];
  for (let i = 0; i < columns.fname.length; i++) {
    const at = (column: readonly MatValue[]) => column[i]!;
    const row = await findings.attempt('broken-annotations', file, () => ({
      name: matText(mat, at(columns.fname), `'fname' of annotation ${i + 1}`),
      label: matNumber(mat, at(columns.class), `'class' of annotation ${i + 1}`) - 1,
      corners: columns.box.map((column) => matNumber(mat, at(column), `the box of annotation ${i + 1}`)),
    }));
    if (!row) continue;
    const place = { offset: at(columns.fname).offset };
    const fault = nameFault(row.name);
    if (fault) {
      findings.add('malformed-line', file, `the file name of annotation ${i + 1} ${fault}`, getAgain, place);
      continue;
    }
    if (!(Number.isInteger(row.label) && row.label >= 0 && row.label < classes.length)) {
      const range = `expected 1 to ${classes.length}, got ${row.label + 1}`;
      findings.add(
        'label-range',
        file,
        `the class of annotation ${i + 1} is out of range: ${range}`,
        getAgain,
        place,
      );
      continue;
    }
    const box = boxOf(row.corners);
    if (!box) {
      const problem = `the box of annotation ${i + 1} is none: got ${row.corners.join(', ')}`;
      findings.add('box-outside', file, problem, getAgain, place);
      continue;
    }
    const { label } = row;
    files.push({ path: join(images, row.name), label, source: file, ...place, ...(crop ? { box } : {}) });
  }
  return files;
}

/** The fields of the annotations; their order in the file differs between the published copies. */
function columnsOf(mat: MatFile, struct: MatStruct) {
  const column = (name: string) => matField(mat, struct, name);
  const fname = column('fname');
  // A file without classes would otherwise be found out image by image.
  for (const value of fname.slice(0, 1)) matValue(mat, value, "'fname'", 'char');
  return { fname, class: column('class'), box: ['bbox_x1', 'bbox_y1', 'bbox_x2', 'bbox_y2'].map(column) };
}

function boxOf([x1, y1, x2, y2]: readonly number[]): Box | undefined {
  const box = { left: x1! - 1, top: y1! - 1, width: x2! - x1! + 1, height: y2! - y1! + 1 };
  const whole = Object.values(box).every(Number.isInteger);
  return whole && box.width > 0 && box.height > 0 ? box : undefined;
}
