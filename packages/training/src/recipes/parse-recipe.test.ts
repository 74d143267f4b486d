import { FormatError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from './parse-recipe.js';
import { phaseConfigs, systemOf } from './systems.js';

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
    expect(recipe.tasks).toEqual(['classification']);
    expect(recipe.keep).toBeUndefined();
    expect(recipe.outputStride).toBeUndefined();
    expect(recipe.schedule).toEqual({ kind: 'cosine', every: 'step' });
    expect(recipe.methods.ftn!.optimizers.default).toMatchObject({
      momentum: 0.9,
      decay: 0,
      nesterov: false,
    });
    expect(recipe.methods.ftn!.optimizers.factors).toMatchObject({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  });

  it('applies assignments in order, each value parsed as YAML', () => {
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

  it('names the line and the field at fault', () => {
    const error = errorOf(() => parseText(text.replace('epochs: 3', 'epochs: three')));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(
      `small.yaml, line 8: 'epochs' cannot be "three". Expected number, received string.`,
    );
    const deep = errorOf(() => parseText(text.replace('rate: 0.005', 'rate: -1')));
    expect(deep.message).toContain("small.yaml, line 15: 'methods.ftn.optimizers.factors.rate' cannot be -1");
  });

  it('names a missing field and an unknown one', () => {
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
      "small.yaml, line 14: the recipe names an unknown method 'ftm'. Did you mean 'ftn'?",
    );
  });

  it('reads what is off unless it is said', () => {
    expect(parse()).not.toHaveProperty('labelSmoothing');
    const said = parse([
      ...['labelSmoothing=0.1', 'classWeights=balanced', 'sampling=balanced', 'mixup={alpha: 0.2}'],
      ...['maxGradNorm=1', 'earlyStopping={patience: 3}', 'schedule.warmup=0.5'],
      'methods.ftn.optimizers.factors={kind: adamw, rate: 0.001}',
    ]);
    expect(said).toMatchObject({ labelSmoothing: 0.1, classWeights: 'balanced', mixup: { alpha: 0.2 } });
    const { config } = systemOf(said, 'ftn', { rank: 1 });
    expect(config).toMatchObject({ maxGradNorm: 1, earlyStopping: { patience: 3 } });
    expect(config.optimizers.factors).toMatchObject({ kind: 'adamw', decay: 0.01 });
    for (const [wrong, field] of [
      ['labelSmoothing=1', 'labelSmoothing'],
      ['classWeights={circle: 0}', 'classWeights'],
      ['earlyStopping={patience: 0}', 'earlyStopping.patience'],
      ['mixup={alpha: 0}', 'mixup.alpha'],
    ] as const)
      expect(errorOf(() => parse([wrong])).message).toContain(`'${field}`);
  });

  it('refuses a warm-up that leaves no epoch, by its line', () => {
    const warm = text.replace('{ kind: cosine }', '{ kind: cosine, warmup: 3 }');
    expect(errorOf(() => parseText(warm)).message).toBe(
      'small.yaml, line 10: a warm-up of 3 epochs leaves none of the 3: expected less than epochs. Shorten schedule.warmup, or train longer.',
    );
    expect(parseRecipe(warm, { file, set: ['epochs=4'] }).schedule.warmup).toBe(3);
  });

  describe('a method in a recipe that is trained in phases', () => {
    const phased = text.replace(
      '  ftn:\n',
      `  adashare:
    options: { policies: 4 }
    optimizers:
      policy: { kind: adam, rate: 0.01 }
      default: { kind: sgd, rate: 0.1 }
    phases:
      warm-up: { epochs: 2 }
      policy: { epochs: 5, steps: 40, policySteps: 10 }
      retrain: { epochs: 3, schedule: { kind: constant } }
  ftn:
`,
    );

    it('fills in phases from the recipe and from the method’s defaults', () => {
      const recipe = parseText(phased);
      const system = systemOf(recipe, 'adashare');
      expect(system.options).toEqual({ policies: 4 });
      const { optimizers } = recipe.methods.adashare!;
      const schedule = { kind: 'cosine', every: 'step' };
      expect(phaseConfigs(system)).toEqual({
        'warm-up': { epochs: 2, schedule, optimizers },
        policy: { epochs: 5, steps: 40, policySteps: 10, schedule, optimizers },
        retrain: { epochs: 3, schedule: { kind: 'constant' }, optimizers },
      });
    });

    it('is refused with an unknown phase, by its line, and without a required one', () => {
      const misspelt = errorOf(() => parseText(phased.replace('retrain:', 'retrian:')));
      expect(misspelt).toBeInstanceOf(FormatError);
      expect(misspelt.message).toBe(
        "small.yaml, line 21: 'adashare' has no phase 'retrian'. Did you mean 'retrain'?",
      );
      const other = errorOf(() => parseText(`${text}    phases: { warm-up: { epochs: 1 } }\n`));
      expect(other.message).toContain("'ftn' has no phase 'warm-up'. 'ftn' has no phases.");
      const missing = systemOf(parseText(phased.replace(/ {6}policy: \{ epochs.*\n/, '')), 'adashare');
      expect(() => phaseConfigs(missing)).toThrow("the recipe has no phase 'policy' for 'adashare'");
    });

    it('is refused with an unknown field of a phase, by its line', () => {
      const error = errorOf(() => parseText(phased.replace('policySteps: 10', 'policySteps: 10, tau: 5')));
      expect(error).toBeInstanceOf(FormatError);
      expect(error.message).toContain(
        "small.yaml, line 20: there is no field 'methods.adashare.phases.policy.tau'",
      );
      const zero = errorOf(() => parseText(phased.replace('steps: 40', 'steps: 0')));
      expect(zero.message).toContain("line 20: 'methods.adashare.phases.policy.steps' cannot be 0");
    });
  });

  it('names the line of a YAML error, and refuses an empty file', () => {
    const error = errorOf(() => parseText(text.replace('ranks: [1, 4]', 'ranks: [1, 4')));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toMatch(/^small\.yaml, line 1[12]: this is not YAML/);
    expect(errorOf(() => parseText(''))).toBeInstanceOf(FormatError);
  });

  it('refuses assignments without a path or with an invalid value, as usage errors', () => {
    const cases: [string, string][] = [
      ['epochs', '`set: epochs` is not an assignment: expected key=value.'],
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

describe('a recipe of dense tasks', () => {
  const dense = text
    .replace(/^input: .*$/m, 'input: { size: [48, 64], mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }')
    .replace(/^epochs/m, 'tasks: [depth, edge]\nepochs');

  it('fills in the defaults of each task', () => {
    const recipe = parseRecipe(dense, { file, set: ['decoder={width: 32}'] });
    expect(recipe).toMatchObject({
      tasks: ['depth', 'edge'],
      protocol: 'rcm',
      labels: 41,
      decoder: { width: 32 },
    });
    expect(parseRecipe(dense.replace(/^epochs/m, 'outputStride: 8\nepochs'), { file }).outputStride).toBe(8);
    expect(systemOf(recipe, 'ftn', { rank: 4 })).toMatchObject({
      rank: 4,
      config: { epochs: 3, batchSize: 8 },
    });
  });

  it('names the line of an unknown task, and an unknown method', () => {
    const task = errorOf(() => parseRecipe(dense.replace('depth, edge', 'depth, edges'), { file }));
    expect(task).toBeInstanceOf(FormatError);
    expect(task.message).toBe(
      "small.yaml, line 8: the recipe names an unknown task 'edges'. Did you mean 'edge'?",
    );
    const method = errorOf(() => parseRecipe(dense.replace('  ftn:', '  ftm:'), { file }));
    expect(method.message).toContain("the recipe names an unknown method 'ftm'");
  });
});
