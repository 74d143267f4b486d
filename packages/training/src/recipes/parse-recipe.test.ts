import { FormatError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from './parse-recipe.js';

const file = 'small.yaml';
const text = `title: Small
source: none
command: ftn train --recipe small
time: seconds
backbone: resnet10-small
input: { size: 64, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }
transforms: { train: small-training, evaluate: small-evaluation }
epochs: 3
batchSize: 8
schedule: { kind: cosine }
ranks: [1, 4]
methods:
  ftn:
    optimizers:
      factors: { kind: adam, rate: 0.005 }
      default: { kind: sgd, rate: 0.01, momentum: 0.9 }
`;

const parse = (set: string[] = []) => parseRecipe(text, { file, set });
const parseText = (changed: string) => parseRecipe(changed, { file });

/** The error a call throws. */
function errorOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('parseRecipe', () => {
  it('fills in the defaults', () => {
    const recipe = parse();
    expect(recipe.seed).toBe(0);
    expect(recipe.schedule).toEqual({ kind: 'cosine', every: 'step' });
    expect(recipe.methods.ftn!.optimizers.default).toMatchObject({
      momentum: 0.9,
      decay: 0,
      nesterov: false,
    });
    expect(recipe.methods.ftn!.optimizers.factors).toMatchObject({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  });

  it('applies assignments in order, each value as YAML', () => {
    const recipe = parse([
      'epochs=5',
      'ranks=[2, 8]',
      'methods.ftn.optimizers.factors.rate=1e-3',
      'epochs=7',
      'seed=4',
    ]);
    expect(recipe.epochs).toBe(7);
    expect(recipe.ranks).toEqual([2, 8]);
    expect(recipe.methods.ftn!.optimizers.factors!.rate).toBe(0.001);
    expect(recipe.seed).toBe(4);
  });

  it('names the line and the field that is wrong', () => {
    const error = errorOf(() => parseText(text.replace('epochs: 3', 'epochs: three')));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(
      `small.yaml, line 8: 'epochs' cannot be "three". Expected number, received string.`,
    );
    const deep = errorOf(() => parseText(text.replace('rate: 0.005', 'rate: -1')));
    expect(deep.message).toContain("small.yaml, line 15: 'methods.ftn.optimizers.factors.rate' cannot be -1");
  });

  it('names a field that is missing and one that is not known', () => {
    expect(errorOf(() => parseText(text.replace('backbone: resnet10-small\n', ''))).message).toContain(
      "small.yaml: the field 'backbone' is missing",
    );
    const unknown = errorOf(() => parseText(`${text}epoch: 4\n`));
    expect(unknown.message).toBe("small.yaml: there is no field 'epoch'. Did you mean 'epochs'?");
  });

  it('names an unknown method with its line', () => {
    const error = errorOf(() => parseText(text.replace('  ftn:', '  ftm:')));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(
      "small.yaml, line 14: the recipe trains an unknown method 'ftm'. Did you mean 'ftn'?",
    );
  });

  it('names the line where YAML breaks, and refuses an empty file', () => {
    const error = errorOf(() => parseText(text.replace('ranks: [1, 4]', 'ranks: [1, 4')));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toMatch(/^small\.yaml, line 1[12]: this is not YAML/);
    expect(errorOf(() => parseText(''))).toBeInstanceOf(FormatError);
  });

  it('refuses assignments that name nothing or hold a wrong value, as a matter of usage', () => {
    const cases: [string, string][] = [
      ['epochs', "'--set epochs' is not an assignment: expected key=value."],
      ['metods.ftn.optimizers=1', "the recipe has no 'metods'. Did you mean 'methods'?"],
      ['epoch=4', "there is no field 'epoch'. Did you mean 'epochs'?"],
      ['epochs=many', `'epochs' cannot be "many"`],
      ['epochs=[1', 'the value is not YAML'],
      ['__proto__.x=1', "the recipe has no '__proto__'"],
      ['__proto__=1', "there is no field '__proto__'"],
    ];
    for (const [assignment, message] of cases) {
      const error = errorOf(() => parse([assignment]));
      expect(error, assignment).toBeInstanceOf(UsageError);
      expect(error.message, assignment).toContain(message);
    }
  });
});
