import type { Dtype } from '../../tensors/tensor-data.js';
import { PickleOpaque } from '../pickle/values.js';

/** Memory that tensors share: elements `start` to `start + length` of the storage the file keeps under `key`. */
export class StorageRef extends PickleOpaque {
  readonly kind = 'storage';
  readonly key: string;
  readonly dtype: Dtype;
  readonly start: number;
  readonly length: number;

  constructor(fields: { key: string; dtype: Dtype; start: number; length: number }) {
    super();
    this.key = fields.key;
    this.dtype = fields.dtype;
    this.start = fields.start;
    this.length = fields.length;
  }
}

/** A tensor over a storage, known to lie within it: element (i, j …) stands at `offset + i·strides[0] + j·strides[1] …`. */
export class TensorRef extends PickleOpaque {
  readonly kind = 'tensor';
  readonly storage: StorageRef;
  /** In elements, from the storage's start. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: StorageRef, offset: number, shape: readonly number[], strides: readonly number[]) {
    super();
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}
