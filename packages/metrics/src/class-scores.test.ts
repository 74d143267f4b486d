import { MismatchError } from '@ftn/errors';
import { expect, it } from 'vitest';
import reference from './__fixtures__/class-scores.json' with { type: 'json' };
import { expectNear } from './__fixtures__/near.js';
import { classScores } from './class-scores.js';

it.each(reference.cases)('$classes classes: precision, recall and IoU equal scikit-learn’s', (one) => {
  const scores = classScores(one.confusion, one.classes);
  expect(scores).toHaveLength(one.classes);
  for (const [c, score] of scores.entries()) {
    for (const name of ['precision', 'recall', 'iou'] as const)
      expectNear(score[name], one[name][c]!, 10, `${name} of class ${c}`);
    expect(score.truth).toBe(one.support[c]);
  }
});

it('refuses counts that are not square', () => {
  expect(() => classScores([1, 2, 3], 2)).toThrow(MismatchError);
});
