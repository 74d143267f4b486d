import { join } from 'node:path';
import { classDifference } from '../folders/class-difference.js';
import { type Problem, problemOf } from './problem.js';

/** Labels come from training's class list: another split may lack a class, which is worth knowing, but have no other. */
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
        'untested-class',
        join(root, split),
        `has no class '${name}', which 'train' has`,
        `Nothing, if the class is not to be measured here; else add '${split}/${name}'.`,
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
