import type { NumberArray } from '../nd-array.js';

/** How the numbers of an element are stored: bytes each and how one is read. */
export interface StorageType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, little: boolean) => number | bigint;
}

/** By the type numbers of the format (miINT8 = 1 …). */
export const storageTypes: Readonly<Record<number, StorageType>> = {
  1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  4: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  5: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  6: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  7: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  9: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  12: { bytes: 8, read: (view, at, little) => view.getBigInt64(at, little) },
  13: { bytes: 8, read: (view, at, little) => view.getBigUint64(at, little) },
};

export const MATRIX = 14;
export const COMPRESSED = 15;

/** A numeric class of MATLAB. */
export interface NumericClass {
  readonly name: string;
  readonly create: (length: number) => NumberArray;
  readonly bytes: number;
}

/** By the class numbers of the format (mxDOUBLE_CLASS = 6 …). */
export const numericClasses: Readonly<Record<number, NumericClass>> = {
  6: { name: 'double', create: (n) => new Float64Array(n), bytes: 8 },
  7: { name: 'single', create: (n) => new Float32Array(n), bytes: 4 },
  8: { name: 'int8', create: (n) => new Int8Array(n), bytes: 1 },
  9: { name: 'uint8', create: (n) => new Uint8Array(n), bytes: 1 },
  10: { name: 'int16', create: (n) => new Int16Array(n), bytes: 2 },
  11: { name: 'uint16', create: (n) => new Uint16Array(n), bytes: 2 },
  12: { name: 'int32', create: (n) => new Int32Array(n), bytes: 4 },
  13: { name: 'uint32', create: (n) => new Uint32Array(n), bytes: 4 },
  14: { name: 'int64', create: (n) => new BigInt64Array(n), bytes: 8 },
  15: { name: 'uint64', create: (n) => new BigUint64Array(n), bytes: 8 },
};

export const CELL = 1;
export const STRUCT = 2;
export const CHAR = 4;

/** Classes that are named and not read. */
export const unsupportedClasses: Readonly<Record<number, string>> = {
  3: 'an object',
  5: 'a sparse matrix',
  16: 'a function handle',
  17: 'an object of a class',
};
