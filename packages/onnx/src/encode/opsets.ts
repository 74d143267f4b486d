import { UsageError } from '@ftn/errors';

/**
 * The versions of ONNX's operators models are written in, each with the oldest version of the file format that may
 * name it (the table "Released Versions" of ONNX's Versioning.md). Every operator used here means the same in all.
 */
export const opsets = { 13: 7, 14: 7, 15: 8, 16: 8, 17: 8, 18: 8, 19: 9, 20: 9, 21: 10, 22: 10 } as const;

/** A supported version of ONNX's operators. */
export type Opset = keyof typeof opsets;

/** The version if it is one that is written. UsageError says which are. */
export function checkOpset(version: number): Opset {
  if (Object.hasOwn(opsets, version)) return version as Opset;
  throw new UsageError(`opset ${version} is not supported`, {
    expected: 'an opset from 13 to 22',
    hint: 'Every current runtime takes 17.',
  });
}
