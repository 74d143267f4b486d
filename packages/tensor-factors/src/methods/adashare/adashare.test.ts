import { MismatchError, UsageError } from '@ftn/errors';
import { valueAndGradients } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adaShare, type BlockPolicy, SelectOrSkip, sharingLoss, sparsityLoss } from '../../index.js';

const block = { name: 'layer1.0', branch: ['layer1.0.conv1', 'layer1.0.bn1'] };
const plan = adaShare().block!(block)!;
const skip = tf.keep(tf.tensor4d([-1, 2, 3, -4], [1, 2, 2, 1]));
const branch = tf.keep(tf.tensor4d([5, 6, 7, 8], [1, 2, 2, 1]));

const policyOf = (first: number, second: number, decision: boolean | null = null) =>
  new SelectOrSkip(tf.tensor1d([first, second]), decision);

/** What a gate puts out, and whether it computed the branch. */
function run(policy: BlockPolicy, mode: 'train' | 'eval') {
  let computed = false;
  const y = policy.gate(mode).apply(skip, () => {
    computed = true;
    return branch;
  });
  return { y: [...y.dataSync()], computed };
}

describe('an AdaShare policy', () => {
  it('starts undecided, with both choices equally likely, and then selects', () => {
    const policy = plan.create();
    expect(policy.probability).toBe(0.5);
    expect(policy.selected).toBe(true);
    expect(run(policy, 'eval')).toEqual({ y: [5, 6, 7, 8], computed: true });
  });

  it('skips without computing the branch, and returns relu(skip)', () => {
    const policy = policyOf(1, 2);
    expect(policy.probability).toBeCloseTo(1 / (1 + Math.E), 6);
    expect(run(policy, 'eval')).toEqual({ y: [0, 2, 3, 0], computed: false });
  });

  it('mixes both choices by their probabilities in training, until it is decided', () => {
    const policy = policyOf(Math.log(3), 0);
    expect(run(policy, 'train').y.map((v) => Number(v.toFixed(5)))).toEqual([3.75, 5, 6, 6]);
    policy.decide(false);
    expect(run(policy, 'train')).toEqual({ y: [0, 2, 3, 0], computed: false });
    expect(policy.trainable.size).toBe(0);
    expect(policy.probability).toBeCloseTo(0.75, 6);
    policy.decide(true);
    expect(run(policy, 'eval').computed).toBe(true);
  });

  it('samples softmax((logits + noise) / temperature), with its gradient', () => {
    const policy = policyOf(0.2, -0.3);
    const share = (first: number) => 1 / (1 + Math.exp((-0.3 - 1 - (first + 0.5)) / 2));
    const sampled = () => policy.sample([0.5, -1], 2).apply(skip, () => branch);
    const expected = [5, 6 - 2, 7 - 3, 8].map((d, i) => share(0.2) * d + [0, 2, 3, 0][i]!);
    sampled()
      .dataSync()
      .map((value, i) => Math.abs(value - expected[i]!))
      .forEach((error) => void expect(error).toBeLessThan(1e-5));
    const logits = policy.trainable.get('logits')!;
    const { gradients } = valueAndGradients(() => ({ loss: tf.sum(sampled()) as tf.Scalar }), [logits]);
    const p = share(0.2);
    const slope = ((p * (1 - p)) / 2) * (5 + 4 + 4 + 8);
    const [first, second] = gradients.get(logits.name)!.dataSync();
    expect(first).toBeCloseTo(slope, 5);
    expect(second).toBeCloseTo(-slope, 5);
  });
});

describe('an AdaShare policy restored from its stored tensors', () => {
  it.each([
    [null, ['logits']],
    [true, ['logits', 'selected']],
    [false, ['logits', 'selected']],
  ])('decided %s: keeps %j', (decision, names) => {
    const before = tf.memory().numTensors;
    const logits = tf.tensor1d([0.25, -1.5]);
    const policy = new SelectOrSkip(logits, decision);
    expect([...policy.stored().keys()]).toEqual(names);
    const again = plan.restore(policy.stored());
    expect(again.logits).toEqual([0.25, -1.5]);
    expect(again.selected).toBe(policy.selected);
    expect(again.trainable.size).toBe(policy.trainable.size);
    policy.dispose();
    again.dispose();
    logits.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses another shape, and a policy without logits', () => {
    expect(() => plan.restore(new Map([['logits', tf.zeros([3])]]))).toThrow(MismatchError);
    expect(() => plan.restore(new Map([['logits', tf.zeros([3])]]))).toThrow(
      /'layer1\.0\.logits' has the wrong shape/,
    );
    expect(() => plan.restore(new Map())).toThrow(/expected logits, got nothing/);
  });
});

describe('the losses of AdaShare policies', () => {
  const logits = [
    [
      [0.5, 0.1],
      [1, -1],
      [0.3, 0.9],
    ],
    [
      [0.5, 0.2],
      [-0.5, 0.4],
      [0.7, 0],
    ],
    [
      [0.5, 0.5],
      [0, 0],
      [-1, 2],
    ],
  ] as const;
  const variables = logits.map((rows) => rows.map((row) => tf.variable(tf.tensor1d([...row]))));

  it('sparsity is the mean of −log p(skip) over the last blocks, summed over domains', () => {
    const surprise = ([select, skipped]: readonly [number, number]) =>
      -Math.log(Math.exp(skipped) / (Math.exp(select) + Math.exp(skipped)));
    const expected = logits.reduce((n, rows) => n + (surprise(rows[1]) + surprise(rows[2])) / 2, 0);
    expect(sparsityLoss(variables, 2).dataSync()[0]).toBeCloseTo(expected, 5);
  });

  it('sharing weights late blocks more, and counts every pair once', () => {
    const difference = (i: number, j: number) =>
      [0, 1, 2].reduce((n, l) => n + ((l + 1) / 3) * Math.abs(logits[i]![l]![0] - logits[j]![l]![0]), 0);
    const expected = difference(0, 1) + difference(0, 2) + difference(1, 2);
    expect(sharingLoss(variables).dataSync()[0]).toBeCloseTo(expected, 5);
  });

  it('sharing keeps equal logits equal, and pulls different ones together', () => {
    const all = variables.flat();
    const { gradients } = valueAndGradients(() => ({ loss: sharingLoss(variables) }), all);
    const select = (t: number, l: number) => gradients.get(variables[t]![l]!.name)!.dataSync()[0]!;
    for (const t of [0, 1, 2]) expect(select(t, 0)).toBeCloseTo(0, 6);
    expect([0, 1, 2].map((t) => select(t, 1))).toEqual([4 / 3, -4 / 3, 0].map((v) => expect.closeTo(v, 5)));
  });
});

describe('the options of AdaShare', () => {
  it('resolve to all values, defaults included', () => {
    expect(adaShare().options).toEqual({
      sparsity: 0.01,
      sharing: 0.1,
      temperature: 5,
      cooling: 0.965,
      curriculum: 1,
      policies: 8,
    });
  });

  it.each([
    [{ sparsity: -1 }, "invalid option 'sparsity' of AdaShare: expected a number from 0, got -1"],
    [{ temperature: 0 }, 'a number above 0, got 0'],
    [{ cooling: 1.5 }, 'at most 1, got 1.5'],
    [{ curriculum: 0.5 }, 'a whole number from 0, got 0.5'],
    [{ policies: '8' }, 'a whole number from 1, got 8'],
  ])('are refused with %j', (options, message) => {
    expect(() => adaShare(options as never)).toThrow(UsageError);
    expect(() => adaShare(options as never)).toThrow(message);
  });
});
