// The whole public surface of @ftn/checkpoints; it runs in a browser. Files and runs: '@ftn/checkpoints/node'.
export { type JsonPlace, parseStrictJson, plainJson, type StrictJson } from './bytes/strict-json.js';
export { decodeTensorFile, type TensorFile } from './files/decode-tensor-file.js';
export { findPrefix } from './names/find-prefix.js';
export { decodePth, type PthFile, type PthOptions } from './pth/decode-pth.js';
export type { StateDictPlace } from './pth/torch/state-dict.js';
export { decodeSafetensors, type SafetensorsFile } from './safetensors/decode-safetensors.js';
export { encodeSafetensors } from './safetensors/encode-safetensors.js';
export { checkReadNumbers, checkWrittenNumbers } from './tensors/check-numbers.js';
export { fromFloat32, toFloat32 } from './tensors/float32.js';
export { hashTensors } from './tensors/hash-tensors.js';
export { hwioToOihw, oihwToHwio } from './tensors/layout.js';
export type { Dtype, NamedTensors, TensorData, TypedArray } from './tensors/tensor-data.js';
