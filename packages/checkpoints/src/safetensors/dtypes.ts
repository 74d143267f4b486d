import type { Dtype } from '../tensors/tensor-data.js';

/** Our types by the names of the safetensors format, in the order its writers sort by: the widest first. */
export const safetensorsDtypes = new Map<string, Dtype>([
  ['I64', 'int64'],
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['I32', 'int32'],
  ['BF16', 'bfloat16'],
  ['F16', 'float16'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** Types of the format that no weights of a vision network use; named so that the message can say so. */
export const unreadDtypes = [
  'U64',
  'U32',
  'U16',
  'C64',
  'F8_E4M3',
  'F8_E5M2',
  'F8_E8M0',
  'F6_E2M3',
  'F6_E3M2',
  'F4',
];
