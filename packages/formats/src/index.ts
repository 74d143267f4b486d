// The whole public surface of @ftn/formats.
export {
  type Hdf5Dataset,
  type Hdf5File,
  type Hdf5Options,
  openHdf5,
  type Range,
} from './hdf5/open-hdf5.js';
export { type IdxArray, readIdx } from './idx/read-idx.js';
export type {
  MatCell,
  MatChar,
  MatCommon,
  MatFile,
  MatKind,
  MatNumeric,
  MatOf,
  MatStruct,
  MatUnsupported,
  MatValue,
} from './mat/mat-value.js';
export { matField, matNumber, matText, matValue, matVariable } from './mat/mat-variable.js';
export { type MatOptions, readMat } from './mat/read-mat.js';
export type { NdArray, NumberArray } from './nd-array.js';
export { encodeNpy } from './npy/encode-npy.js';
export { type NpyOptions, readNpy } from './npy/read-npy.js';
