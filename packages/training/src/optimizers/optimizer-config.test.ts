import { mul, sub, type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { optimizersSchema } from '../loop/training-config.js';
import { createRule, optimizerKinds, optimizerSchema, registerOptimizer } from './optimizer-config.js';

/** The first thing wrong with a method's optimizers: where, and what. */
function problem(optimizer: unknown) {
  const { path, code, message } = optimizersSchema.safeParse({ default: optimizer }).error!.issues[0]!;
  return { path: path.join('.'), code, message };
}

describe('the optimizer of a recipe', () => {
  it('has every field of its kind, given or by default', () => {
    expect(optimizerSchema.parse({ kind: 'sgd', rate: 0.1 })).toEqual({
      kind: 'sgd',
      rate: 0.1,
      momentum: 0,
      decay: 0,
      nesterov: false,
    });
    expect(optimizerSchema.parse({ kind: 'adam', rate: 0.1, beta1: 0.8 })).toEqual({
      kind: 'adam',
      rate: 0.1,
      decay: 0,
      beta1: 0.8,
      beta2: 0.999,
      epsilon: 1e-8,
    });
  });

  it('is refused with the path of the fault: kind, rate, a field, a field of another kind', () => {
    expect(problem({ kind: 'rmsprop', rate: 0.1 })).toEqual({
      path: 'default.kind',
      code: 'custom',
      message: expect.stringContaining('sgd, adam'),
    });
    expect(problem({ kind: 'sgd' })).toMatchObject({ path: 'default.rate', code: 'invalid_type' });
    expect(problem({ kind: 'sgd', rate: 0 })).toMatchObject({ path: 'default.rate', code: 'too_small' });
    expect(problem({ kind: 'sgd', rate: 1, momentum: 2 })).toMatchObject({
      path: 'default.momentum',
      code: 'too_big',
    });
    expect(problem({ kind: 'sgd', rate: 1, beta1: 0.9 })).toMatchObject({
      path: 'default',
      code: 'unrecognized_keys',
    });
  });
});

describe('registerOptimizer', () => {
  it('adds a kind that recipes can name, with its fields, even after recipes were read', () => {
    const create = ({ rate: scale, offset }: Record<string, unknown>) => ({
      slots: [],
      update: ({ values, gradient, rate }: { values: Tensor1D; gradient: Tensor1D; rate: number }) => ({
        values: sub(values, mul(gradient, rate * Number(scale) + Number(offset))) as Tensor1D,
        slots: {},
      }),
    });
    expect(problem({ kind: 'shifted', rate: 1 }).code).toBe('custom');
    registerOptimizer('shifted', { offset: z.number().default(0.5) }, create);
    const config = optimizerSchema.parse({ kind: 'shifted', rate: 2 });
    expect(config).toEqual({ kind: 'shifted', rate: 2, offset: 0.5 });
    expect(optimizerKinds()).toEqual(['sgd', 'adam', 'adamw', 'shifted']);
    const input = { values: tensor1d([1, 1]), gradient: tensor1d([1, 0]), slots: {}, step: 1, rate: 0.25 };
    expect([...createRule(config).update(input).values.dataSync()]).toEqual([0, 1]);
    expect(() => registerOptimizer('adam', {}, create)).toThrow("the optimizer 'adam' is already registered");
  });
});
