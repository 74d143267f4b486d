import { forCsv } from '@ftn/errors';
import type { Evaluation, ImageResult } from '../../evaluate/evaluation.js';

type Cell = string | number;

/** Rows as the text of a CSV file; a number that is not finite is an empty cell. */
const csv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [head, ...rows]
    .map((row) => row.map((cell) => (typeof cell === 'number' && !Number.isFinite(cell) ? '' : forCsv(cell))))
    .map((row) => `${row.join(',')}\n`)
    .join('');

const rounded = (value: number) => Number(value.toPrecision(7));

function imageRow({ image, loss, decision }: ImageResult): Cell[] {
  const { truth, predicted, confidence, correct } = decision ?? {};
  const made = decision ? [truth!, predicted!, rounded(confidence!), correct ? 1 : 0] : [];
  return [image, ...made, rounded(loss)];
}

/**
 * What an evaluation found as CSV files by name: `images.csv`, every image with its loss, the worst first; where images have
 * one class, `wrong.csv`, those that were given another, and `calibration.csv`; where there are classes, `classes.csv` and
 * `confusion.csv`, whose rows are the truth.
 */
export function evaluationTables(found: Evaluation): Record<string, string> {
  const { classes, confusion, calibration, perImage } = found;
  const decided = perImage.some(({ decision }) => decision);
  const head = ['file', ...(decided ? ['truth', 'predicted', 'confidence', 'correct'] : []), 'loss'];
  const tables: Record<string, string> = { 'images.csv': csv(head, perImage.map(imageRow)) };
  if (decided) {
    const wrong = perImage.filter(({ decision }) => !decision!.correct);
    tables['wrong.csv'] = csv(head, wrong.map(imageRow));
  }
  if (confusion) {
    const { of, counts } = confusion;
    const rows = classes.map((one): Cell[] => {
      return [one.class, one.count, one.predicted, one.correct, one.precision, one.accuracy, one.iou];
    });
    tables['classes.csv'] = csv(['class', of, 'predicted', 'correct', 'precision', 'recall', 'iou'], rows);
    const names = classes.map((one) => one.class);
    const matrix = names.map((name, r): Cell[] => [
      name,
      ...counts.slice(r * names.length, (r + 1) * names.length),
    ]);
    tables['confusion.csv'] = csv(['truth', ...names], matrix);
  }
  if (calibration) {
    const rows = calibration.bins.map(({ low, high, count, confidence, accuracy }): Cell[] => {
      return [low, high, count, confidence, accuracy];
    });
    tables['calibration.csv'] = csv(['low', 'high', 'images', 'confidence', 'accuracy'], rows);
  }
  return tables;
}
