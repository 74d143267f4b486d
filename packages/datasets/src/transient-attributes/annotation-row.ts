import { pathFault } from '../layouts/listed-path.js';
import { type TransientAttribute, transientAttributeNames } from './attributes.js';

/** The annotations of one image. */
export interface AnnotationRow {
  /** `camera/image.jpg`. */
  readonly image: string;
  readonly camera: string;
  readonly line: number;
  /** For each attribute in its order: how much the image has of it, and how sure that is. */
  readonly scores: Float64Array;
  readonly confidences: Float64Array;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A line of annotations.tsv: the image and 40 cells of `score,confidence`, between tabs; a text that says what is
 * wrong where it is no such line.
 */
export function parseAnnotationRow(text: string, line: number): AnnotationRow | string {
  const [image = '', ...cells] = text.split('\t');
  const fault = pathFault(image);
  if (fault) return `the image's path '${image}' ${fault}`;
  const [camera, name, ...rest] = image.split('/');
  if (!camera || !name || rest.length > 0) return `the image's path '${image}' is not 'camera/image'`;
  const count = transientAttributeNames.length;
  if (cells.length !== count) return `the row has ${cells.length} attributes: expected ${count}`;
  const scores = new Float64Array(count);
  const confidences = new Float64Array(count);
  for (const [i, cell] of cells.entries()) {
    const [score, confidence, ...more] = cell.trim().split(',');
    if (!score || !confidence || more.length > 0 || !NUMBER.test(score) || !NUMBER.test(confidence)) {
      return `the cell of '${transientAttributeNames[i]}' is '${cell}': expected 'score,confidence'`;
    }
    scores[i] = Number(score);
    confidences[i] = Number(confidence);
    if (Math.abs(scores[i]!) > 1 || !(confidences[i]! >= 0 && Number.isFinite(confidences[i]!))) {
      return `the cell of '${transientAttributeNames[i]}' is out of range: expected a score of −1 to 1 and a confidence of 0 or more, got ${cell}`;
    }
  }
  return { image, camera, line, scores, confidences };
}

/** The score of an attribute. */
export function scoreOf(row: AnnotationRow, attribute: TransientAttribute): number {
  return row.scores[transientAttributeNames.indexOf(attribute)]!;
}

/** How sure the annotators were of an attribute. */
export function confidenceOf(row: AnnotationRow, attribute: TransientAttribute): number {
  return row.confidences[transientAttributeNames.indexOf(attribute)]!;
}
