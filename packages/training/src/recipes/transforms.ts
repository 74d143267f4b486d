import {
  commonSize,
  type DenseStep,
  heightAndWidth,
  type NetworkInput,
  namedTransforms,
  type TransformStep,
  validateTransforms,
} from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { z } from 'zod';
import { listedSteps, sizeText } from './listed-steps.js';

/** A step as a recipe lists it: its name alone, or its name with what it takes. */
const written = z.union([z.string(), z.record(z.string(), z.unknown())]);

type Written = z.infer<typeof written>;

/** The name of a written step, and what stands behind it. */
function partsOf(step: Written): { readonly name: string; readonly value: unknown; readonly more: boolean } {
  if (typeof step === 'string') return { name: step, value: undefined, more: false };
  const [name = '', ...others] = Object.keys(step);
  return { name, value: step[name], more: others.length > 0 };
}

/** The transforms of a recipe: the name of a preset, or a list of steps; without chance where images are measured. */
const transformsOfKind = (mayBeRandom: boolean) =>
  z.union([z.string(), z.array(written).min(1)]).superRefine((value, context) => {
    if (typeof value === 'string') return;
    const known = Object.entries(listedSteps).filter(([, { random }]) => mayBeRandom || !random);
    for (const [i, step] of value.entries()) {
      const { name, value: behind, more } = partsOf(step);
      const row = known.find(([own]) => own === name)?.[1];
      if (!row || more) {
        const one = more ? 'one step with its name' : `one of ${known.map(([own]) => own).join(', ')}`;
        context.addIssue({ code: 'custom', path: [i], message: `Expected ${one}` });
        continue;
      }
      const checked = row.schema.safeParse(behind ?? undefined);
      for (const { message, path } of checked.error?.issues ?? [])
        context.addIssue({
          code: 'custom',
          path: typeof step === 'string' ? [i] : [i, name, ...path],
          message,
        });
    }
  });

/** The transforms of a recipe, for training and for everything that is measured. */
export const transformsSchema = z.strictObject({
  train: transformsOfKind(true),
  evaluate: transformsOfKind(false),
});

/** Transforms as a recipe has them: a preset's name, or a list of steps. */
export type WrittenTransforms = z.infer<typeof transformsSchema>['train'];

/** The steps of a list for a network's input; sizes that are left out are the input's. */
function stepsOf(list: readonly Written[], { size, mean, std }: NetworkInput): TransformStep[] {
  const steps = list.flatMap((step) => {
    const { name, value } = partsOf(step);
    const { schema, steps: make } = listedSteps[name]!;
    return make(schema.parse(value ?? undefined) as never, size);
  });
  validateTransforms(steps);
  const end = commonSize(steps);
  const [height, width] = heightAndWidth(size);
  if (end && (end.height !== height || end.width !== width)) {
    throw new UsageError(`the transforms end at ${sizeText([end.height, end.width])} pixels`, {
      expected: `${sizeText(size)}, the size of the input`,
      hint: 'Leave the sizes of crops out, which are then those of the input, or change input.size.',
    });
  }
  return [...steps, { kind: 'normalize', mean, std }];
}

/**
 * The steps of a recipe's transforms for a network's input, with the network's normalisation last.
 *
 * @throws UsageError for an unknown preset, steps that cannot run, and a list that ends at another size than the input's
 */
export const transformsOf = (of: WrittenTransforms, input: NetworkInput): (TransformStep | DenseStep)[] =>
  typeof of === 'string' ? namedTransforms(of, input) : stepsOf(of, input);
