// Five steps of each method against PyTorch: scripts/references/methods.py.
import { Domain, DomainGroup, type Parameter } from '@ftn/adapters';
import { Backbone, weightShapes } from '@ftn/backbones';
import { formulaValues, sampleIndices } from '@ftn/reliability';
import { classificationTask } from '@ftn/tasks';
import {
  createMethod,
  type MethodOptions,
  type PolicyNoise,
  resolveAdaShareOptions,
} from '@ftn/tensor-factors';
import { type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import adaShareSteps from '../__fixtures__/adashare-steps.json' with { type: 'json' };
import ftnSteps from '../__fixtures__/ftn-steps.json' with { type: 'json' };
import tapsSteps from '../__fixtures__/taps-steps.json' with { type: 'json' };
import { policyPenalty, sampledGates } from '../adashare/policy-part.js';
import { GroupLearner } from '../joint/group-learner.js';
import { OptimizerSet } from '../optimizers/optimizer-set.js';
import { tinyArchitecture } from '../testing/tiny-training.js';
import { stepGradients, trainStep } from './train-step.js';
import { optimizersSchema } from './training-config.js';

interface Described {
  readonly largest: number;
  readonly samples: readonly number[];
}

interface Step {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Described | undefined>>;
  readonly values: Readonly<Record<string, Described | undefined>>;
}

const classes = ['circle', 'square', 'triangle'];
const labels = Int32Array.from({ length: 6 }, (_, i) => i % 3);
const classification = classificationTask(classes);
const count = (shape: readonly number[]) => shape.reduce((n, length) => n * length, 1);

/** The picture batch of a name and step: the label's channel is one higher. */
function batchOf(name: string, step: number) {
  const images = formulaValues(`pictures of ${name} ${step}`, 6 * 16 * 16 * 3);
  for (let i = 0; i < images.length; i++)
    if (i % 3 === labels[Math.floor(i / (16 * 16 * 3))]) images[i]! += 1;
  return {
    images,
    shape: [6, 16, 16, 3] as const,
    label: { data: labels, shape: [6] as const },
    indices: labels,
  };
}

/** What a batch norm's vector is made of. */
const scale = (v: number) => 0.75 + 0.25 * v;
const offset = (v: number) => (v < -0.5 ? v - 1.5 : Math.abs(v) + 2);

/** A frozen network with kernels of the formula; its batch norms are what the domains begin with. */
function formulaBackbone(): Backbone {
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of weightShapes(tinyArchitecture)) {
    if (shape.length === 4) {
      const torch = [shape[3]!, shape[2]!, shape[0]!, shape[1]!];
      const bound = Math.sqrt(6 / (count(shape) / shape[3]!));
      const kernel = tensor(
        formulaValues(name, count(shape), (v) => v * bound),
        torch,
      );
      weights.set(
        name,
        tidy(() => transpose(kernel, [2, 3, 1, 0])),
      );
      kernel.dispose();
    } else {
      const of = name.endsWith('.weight') ? scale : name.endsWith('.bias') ? offset : () => 1;
      weights.set(name, tensor(formulaValues(name, shape[0]!, of), [...shape]));
    }
  }
  return new Backbone(tinyArchitecture, weights);
}

/** How the parameters that no backbone gives begin, by the last part of their name. */
const beginnings: Readonly<Record<string, (v: number) => number>> = {
  a: (v) => 0.4 * v,
  b: (v) => 0.4 * v,
  s: (v) => 0.4 * v,
  residual: (v) => 0.1 * v,
  score: (v) => 0.1 + 0.05 * v,
  logits: (v) => 0.5 + 0.5 * v,
};

/** Puts a parameter at its formula; `name` is what the formula calls it. */
function begin({ group, variable }: Parameter, name: string): void {
  const part = name.slice(name.lastIndexOf('.') + 1);
  const of = group === 'head' ? (v: number) => v * (part === 'weight' ? 0.3 : 0.1) : beginnings[part];
  if (!of) return;
  const values = tensor(formulaValues(name, variable.size, of), variable.shape);
  variable.assign(values);
  values.dispose();
}

/** What kind of parameter it is: `factors a`, `batch-norm bias` …. */
const kindOf = ({ group, name }: Parameter) => `${group} ${name.slice(name.lastIndexOf('.') + 1)}`;

/** The largest number of each kind of parameter: some layers' gradients are zero but for rounding. */
function largestOf(described: Step['values'], parameters: readonly Parameter[]): Map<string, number> {
  const largest = new Map<string, number>();
  for (const parameter of parameters) {
    const before = largest.get(kindOf(parameter)) ?? 0;
    largest.set(kindOf(parameter), Math.max(before, described[parameter.name]!.largest));
  }
  return largest;
}

/** Compares a tensor's samples, the error relative to `largest`; `left` says which of them are left aside. */
function expectSamples(
  what: string,
  got: ArrayLike<number>,
  expected: { readonly name: string; readonly largest: number; readonly samples: readonly number[] },
  left: (sample: number) => boolean = () => false,
): void {
  const { name, largest, samples } = expected;
  const at = sampleIndices(name, got.length, Math.min(5, got.length));
  for (const [i, index] of at.entries()) {
    if (left(i)) continue;
    const error = Math.abs(got[index]! - samples[i]!) / largest;
    expect(error, `${what} of ${name} at ${index}: ${got[index]} for ${samples[i]}`).toBeLessThan(1e-4);
  }
}

/** Every gradient of a step; a variable without one has none to move by. */
function expectGradients(
  step: Step,
  parameters: readonly Parameter[],
  gradients: ReadonlyMap<string, Tensor>,
): void {
  expect(Object.keys(step.gradients).sort()).toEqual(parameters.map(({ name }) => name).sort());
  const largest = largestOf(step.gradients, parameters);
  for (const parameter of parameters) {
    const { name, variable } = parameter;
    const { samples } = step.gradients[name]!;
    const got = gradients.get(variable.name)?.dataSync() ?? new Float32Array(variable.size);
    expectSamples('gradient', got, { name, samples, largest: largest.get(kindOf(parameter))! });
  }
}

/** Every value after a step, but for those whose gradient is tiny: Adam moves them by ± the rate all the same. */
function expectValues(step: Step, parameters: readonly Parameter[]): void {
  const [steepest, largest] = [step.gradients, step.values].map((part) => largestOf(part, parameters));
  for (const parameter of parameters) {
    const { name, variable } = parameter;
    const [gradient, value] = [step.gradients[name]!, step.values[name]!];
    const tiny = (i: number) => Math.abs(gradient.samples[i]!) < 1e-5 * steepest!.get(kindOf(parameter))!;
    const expected = { name, samples: value.samples, largest: largest!.get(kindOf(parameter))! };
    expectSamples('value', variable.dataSync(), expected, tiny);
  }
}

const backbone = formulaBackbone();
afterAll(() => backbone.dispose());

describe.each([
  ['ftn', { rank: ftnSteps.rank }, ftnSteps, [0, 0, 0, 0, 0]],
  ['taps', tapsSteps.options, tapsSteps, tapsSteps.epochs],
] as const)('training steps of %s against PyTorch', (method, options: MethodOptions, reference, epochs) => {
  it('give the same losses, gradients and updated parameters', () => {
    const domain = Domain.create({
      name: 'one',
      backbone,
      method: createMethod(method, options),
      classes,
      seed: 1,
    });
    const parameters = domain.parameters();
    for (const parameter of parameters) begin(parameter, parameter.name);
    const optimizers = new OptimizerSet(parameters, optimizersSchema.parse(reference.optimizers));
    for (const [i, step] of (reference.steps as readonly Step[]).entries()) {
      const batch = batchOf(method, i);
      const epoch = epochs[i]!;
      if ('opened' in reference) expect(domain.adaptedLayers()).toEqual(reference.opened[i]);
      const before = stepGradients(domain, batch, classification, { epoch });
      expectGradients(step, parameters, before.gradients);
      before.dispose();
      const { loss } = trainStep(domain, batch, optimizers, 1, classification, epoch);
      expect(Math.abs(loss / step.loss - 1)).toBeLessThan(1e-4);
      expectValues(step, parameters);
    }
    optimizers.dispose();
    domain.dispose();
  });
});

describe('training steps of adashare against PyTorch', () => {
  const { domains: names, plan } = adaShareSteps;

  /** Gumbel noise of the formula, in place of a random stream. */
  const noise = (domain: string, step: number, blocks: number): PolicyNoise[] => {
    const uniform = formulaValues(`noise of ${domain} ${step}`, 2 * blocks);
    const gumbel = (v: number) => -Math.log(-Math.log(((v + 1) / 2) * 0.998 + 0.001));
    return Array.from({ length: blocks }, (_, l) => [gumbel(uniform[2 * l]!), gumbel(uniform[2 * l + 1]!)]);
  };

  it('give the same losses, gradients and updated parameters, for weights and policies', () => {
    const options = resolveAdaShareOptions(adaShareSteps.options);
    const group = DomainGroup.create({
      backbone,
      method: createMethod('adashare', adaShareSteps.options),
      domains: names.map((name) => ({ name, classes })),
      seed: 1,
    });
    const all = group.parameters();
    for (const parameter of all) {
      const [, domain, name] = /^domain\/(\w+)\/(.+)$/.exec(parameter.name) ?? [];
      if (name) begin(parameter, name.endsWith('.logits') ? `${domain} ${name}` : name);
    }
    const gates = sampledGates(options, noise);
    const common = {
      optimizers: optimizersSchema.parse(adaShareSteps.optimizers),
      schedule: { kind: 'constant' },
      gates,
    } as const;
    const isPolicy = ({ group: name }: Parameter) => name === 'policy';
    const learner = new GroupLearner(group, classification, {
      weights: { trains: (parameter) => !isPolicy(parameter), ...common },
      policy: { trains: isPolicy, penalty: policyPenalty(options), ...common },
    });
    for (const [i, step] of (adaShareSteps.steps as readonly Step[]).entries()) {
      const [round, part] = plan[i] as [number, string];
      const at = { step: i, totalSteps: plan.length, epoch: round, epochs: 6 };
      const batches = names.map((name) => batchOf(name, i));
      const moving = all.filter((parameter) => isPolicy(parameter) === (part === 'policy'));
      const { loss, gradients } = learner.gradients({ part, batches }, at);
      expectGradients(step, moving, gradients);
      for (const gradient of gradients.values()) gradient.dispose();
      expect(Math.abs((loss * names.length) / step.loss - 1)).toBeLessThan(1e-4);
      expect(learner.step({ part, batches }, at).loss).toBe(loss);
      expectValues(step, moving);
    }
    learner.dispose();
    group.dispose();
  });
});
