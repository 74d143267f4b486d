import { join } from 'node:path';
import type { Box } from '../image-dataset.js';
import type { CropOptions } from './cars.js';
import { Findings } from './findings.js';
import { finishScan } from './finish-scan.js';
import type { LayoutScan, ListedFile } from './layout.js';
import { layoutRoot } from './layout-root.js';
import { pathFault } from './listed-path.js';
import { readTextLines } from './text-list.js';

/** What one of the lists says of each image or class, by its number, and on which line. */
type Numbered<T> = ReadonlyMap<number, { readonly value: T; readonly line: number }>;

/**
 * CUB-200-2011 as published: `images/` and the lists `images.txt`, `image_class_labels.txt`, `classes.txt`,
 * `train_test_split.txt` and `bounding_boxes.txt`, which go by image numbers.
 *
 * Boxes are x, y, width and height in pixels, rounded to whole ones. Source: Wah et al. 2011.
 */
export async function scanCub(folder: string, { crop = true }: CropOptions = {}): Promise<LayoutScan> {
  const root = layoutRoot(folder, 'images.txt', ['CUB_200_2011', 'cub']);
  const findings = new Findings();
  const list = <T>(name: string, parse: (text: string) => T | string) =>
    readNumbered(findings, join(root, name), parse);
  const names = await list('classes.txt', (text) => ({ name: text }));
  const paths = await list('images.txt', (text) => {
    const fault = pathFault(text);
    return fault ? `the path ${fault}` : { path: text };
  });
  const labels = await list('image_class_labels.txt', wholeNumber);
  const splits = await list('train_test_split.txt', (text) =>
    /^[01]$/.test(text) ? { split: text } : "expected '1' (train) or '0' (test)",
  );
  const boxes = await list('bounding_boxes.txt', parseBox);
  const classes = classNames(findings, join(root, 'classes.txt'), names);

  const found: { train: ListedFile[]; test: ListedFile[] } = { train: [], test: [] };
  const labelList = join(root, 'image_class_labels.txt');
  for (const [id, { value, line }] of paths) {
    const label = labels.get(id);
    const split = splits.get(id);
    const box = boxes.get(id);
    if (!label || !split || !box) continue;
    if (label.value.number < 1 || label.value.number > classes.length) {
      const problem = `the class of image ${id} is out of range: expected 1 to ${classes.length}, got ${label.value.number}`;
      findings.add('label-range', labelList, problem, 'Correct the line.', { line: label.line });
      continue;
    }
    const file: ListedFile = {
      path: join(root, 'images', value.path),
      label: label.value.number - 1,
      source: join(root, 'images.txt'),
      line,
      ...(crop
        ? { box: box.value, boxAt: { source: join(root, 'bounding_boxes.txt'), line: box.line } }
        : {}),
    };
    found[split.value.split === '1' ? 'train' : 'test'].push(file);
  }
  unmatched(findings, root, paths, {
    'image_class_labels.txt': labels,
    'train_test_split.txt': splits,
    'bounding_boxes.txt': boxes,
  });
  return finishScan('cub', classes, found, findings);
}

/** Reads lines of a number and something after it; `parse` gives a value or says what is wrong. */
async function readNumbered<T>(
  findings: Findings,
  file: string,
  parse: (text: string) => T | string,
): Promise<Numbered<T>> {
  const values = new Map<number, { value: T; line: number }>();
  const lines = await findings.attempt('broken-annotations', file, () => readTextLines(file));
  for (const { text, line } of lines ?? []) {
    const match = /^(\d{1,9}) +(.*\S) *$/.exec(text);
    const value = match ? parse(match[2]!) : 'expected a number and what it stands for';
    if (!match || typeof value === 'string') {
      findings.add(
        'malformed-line',
        file,
        `the line is malformed: ${value}, got '${text.slice(0, 60)}'`,
        'Correct the line.',
        { line },
      );
      continue;
    }
    const id = Number(match[1]);
    const earlier = values.get(id);
    if (earlier) {
      findings.add(
        'malformed-line',
        file,
        `number ${id} stands here and on line ${earlier.line}`,
        'Remove one of the lines.',
        { line },
      );
      continue;
    }
    values.set(id, { value, line });
  }
  return values;
}

function wholeNumber(text: string): { number: number } | string {
  return /^\d{1,9}$/.test(text) ? { number: Number(text) } : 'expected a whole number';
}

function parseBox(text: string): Box | string {
  const numbers = text.split(/ +/).map(Number);
  if (numbers.length !== 4 || !numbers.every((n) => Number.isFinite(n) && Math.abs(n) < 1e6)) {
    return 'expected x, y, width and height';
  }
  const [x, y, width, height] = numbers as [number, number, number, number];
  const [left, top] = [Math.round(x), Math.round(y)];
  const box = { left, top, width: Math.round(x + width) - left, height: Math.round(y + height) - top };
  return box.width > 0 && box.height > 0 ? box : 'expected a box with an area';
}

/** Class names in the order of their numbers, which must run from 1 without a gap. */
function classNames(findings: Findings, file: string, names: Numbered<{ name: string }>): string[] {
  const last = [...names.keys()].reduce((a, b) => Math.max(a, b), 0);
  if (last > names.size || names.has(0)) {
    findings.add('broken-annotations', file, 'the class numbers have gaps', 'Number the classes from 1 on.');
  }
  return [...names].sort(([a], [b]) => a - b).map(([, { value }]) => value.name);
}

/** Every image must be in every list. */
function unmatched(
  findings: Findings,
  root: string,
  paths: Numbered<unknown>,
  others: Readonly<Record<string, Numbered<unknown>>>,
): void {
  for (const [name, list] of Object.entries(others)) {
    // A list that could not be read at all was reported as such.
    if (list.size === 0) continue;
    for (const [id, { line }] of paths) {
      if (list.has(id)) continue;
      const hint = `Add a line to ${name} or remove this one.`;
      findings.add('malformed-line', join(root, 'images.txt'), `image ${id} has no line in ${name}`, hint, {
        line,
      });
    }
    for (const [id, { line }] of list) {
      if (paths.has(id)) continue;
      findings.add(
        'malformed-line',
        join(root, name),
        `image ${id} is not in images.txt`,
        'Remove the line.',
        { line },
      );
    }
  }
}
