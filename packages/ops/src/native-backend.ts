import { backend, getBackend, type Tensor } from '@tensorflow/tfjs-core';

/** One attribute of a TensorFlow operation as tfjs-node's addon takes it. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What tfjs-node's backend offers beyond tfjs-core's: any operation of the TensorFlow library by its name. */
export interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  executeSingleOutput(operation: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** The TensorFlow backend where it is the active one, else undefined: the portable form is meant. */
export function nativeBackend(): NativeBackend | undefined {
  return getBackend() === 'tensorflow' ? (backend() as unknown as NativeBackend) : undefined;
}

// The numbers of TF_AttrType and TF_DataType in TensorFlow's C API, which never change.
const STRING = 0;
const INT = 1;
const FLOAT = 2;
const BOOL = 3;
const TYPE = 4;
const DT_FLOAT = 1;
const DT_INT32 = 3;

export const string = (name: string, value: string): Attribute => ({ name, type: STRING, value });
export const int = (name: string, value: number): Attribute => ({ name, type: INT, value });
export const ints = (name: string, value: readonly number[]): Attribute => ({ name, type: INT, value });
export const float = (name: string, value: number): Attribute => ({ name, type: FLOAT, value });
export const bool = (name: string, value: boolean): Attribute => ({ name, type: BOOL, value });
export const float32 = (name: string): Attribute => ({ name, type: TYPE, value: DT_FLOAT });
export const int32 = (name: string): Attribute => ({ name, type: TYPE, value: DT_INT32 });
