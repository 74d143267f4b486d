import { MismatchError } from '@ftn/errors';

/** @throws MismatchError where logits (n × classes) and labels (n) do not fit together, or a label is not a class. */
export function requireLogits(logits: ArrayLike<number>, labels: Int32Array, classes: number): void {
  if (logits.length !== labels.length * classes) {
    throw new MismatchError('logits and labels do not fit together', {
      expected: `${labels.length} × ${classes} logits for ${labels.length} labels of ${classes} classes`,
      got: `${logits.length} logits`,
    });
  }
  const bad = labels.findIndex((label) => label < 0 || label >= classes);
  if (bad >= 0) {
    throw new MismatchError(`the label of sample ${bad} of the batch is not a class`, {
      expected: `0 to ${classes - 1}`,
      got: String(labels[bad]),
      hint: 'Evaluate with the class list the head was trained on.',
    });
  }
}

/** The lowest class index of the highest logit of the sample at `offset`. */
export function highestLogit(logits: ArrayLike<number>, offset: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) {
    if (logits[offset + c]! > logits[offset + best]!) best = c;
  }
  return best;
}
