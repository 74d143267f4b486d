import { join } from 'node:path';
import { classDifference } from '../folders/class-difference.js';
import { type Problem, problemOf } from './problem.js';

/** Labels come from the class list, so all splits need the same one; training's counts. */
export function classMismatches(
  root: string,
  split: string,
  training: readonly string[],
  classes: readonly string[],
): Problem[] {
  const { onlyFirst, onlySecond } = classDifference(training, classes);
  return [
    ...onlyFirst.map((name) =>
      problemOf(
        'class-mismatch',
        join(root, split),
        `has no class '${name}', which 'train' has`,
        `Add '${split}/${name}' or remove 'train/${name}'.`,
      ),
    ),
    ...onlySecond.map((name) =>
      problemOf(
        'class-mismatch',
        join(root, split, name),
        `class '${name}' is not in 'train'`,
        `Add 'train/${name}' or remove this folder.`,
      ),
    ),
  ];
}
