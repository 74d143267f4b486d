import type { Task } from '@ftn/tasks';
import type { Recipe, System } from '@ftn/training';
import type { DataIdentity } from '../data/fingerprint.js';
import type { BackboneIdentity } from '../networks/open-backbone.js';
import { type LearningFields, learningSettings } from './learning-settings.js';

/** Everything that must be the same when a run is resumed. */
export function runSettings(run: {
  readonly recipe: Pick<Recipe, 'input' | 'transforms' | 'protocol' | 'labels' | 'decoder'> & LearningFields;
  readonly system: System;
  /** The epoch that is kept. */
  readonly keep: 'best' | 'last';
  readonly tasks: readonly Pick<Task, 'name' | 'head'>[];
  /** The domains the run is trained on. */
  readonly data: readonly DataIdentity[];
  readonly backbone: BackboneIdentity;
  readonly outputStride: number | undefined;
}): Record<string, unknown> {
  const { method, options, config } = run.system;
  const { input, transforms, protocol, labels } = run.recipe;
  const [first, ...others] = run.data.map(({ classes, test: _test, ...data }) => ({ data, classes }));
  return {
    method,
    options,
    ...config,
    keep: run.keep,
    input,
    transforms,
    protocol,
    labels,
    ...learningSettings(run.recipe),
    tasks: run.tasks.map(({ name, head }) => ({ name, head })),
    ...first,
    ...(others.length > 0 ? { others } : {}),
    backbone: { ...run.backbone, outputStride: run.outputStride ?? null },
  };
}
