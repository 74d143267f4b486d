import type { Fail } from '../../bytes/fail.js';
import { type Dtype, elementCount } from '../../tensors/tensor-data.js';
import { type PickleWorld, setItem } from '../pickle/read-pickle.js';
import { nameOfKind, PickleDict, PickleGlobal, PickleTuple, type PickleValue } from '../pickle/values.js';
import { StorageRef, TensorRef } from './refs.js';

const storageTypes: ReadonlyMap<string, Dtype> = new Map([
  ['torch.FloatStorage', 'float32'],
  ['torch.HalfStorage', 'float16'],
  ['torch.BFloat16Storage', 'bfloat16'],
  ['torch.DoubleStorage', 'float64'],
  ['torch.CharStorage', 'int8'],
  ['torch.ByteStorage', 'uint8'],
  ['torch.ShortStorage', 'int16'],
  ['torch.IntStorage', 'int32'],
  ['torch.LongStorage', 'int64'],
  ['torch.BoolStorage', 'bool'],
]);

type Construct = (args: readonly PickleValue[], fail: Fail) => PickleValue;

/** Every global a file of tensors may call, and the value of each call. */
const constructs: ReadonlyMap<string, Construct> = new Map<string, Construct>([
  ['collections.OrderedDict', orderedDict],
  [
    'torch.Size',
    ([sizes], fail) =>
      sizes instanceof PickleTuple ? sizes : fail('torch.Size of something other than a tuple'),
  ],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  [
    'torch._utils._rebuild_parameter',
    ([tensor], fail) => (tensor instanceof TensorRef ? tensor : fail(`a parameter of ${nameOfKind(tensor)}`)),
  ],
]);

/** Keeps the storages a pickle names, and makes its tensors. */
export class TorchWorld implements PickleWorld {
  /** The whole storages by key: views of them are left out. */
  readonly storages = new Map<string, StorageRef>();
  readonly #check: (storage: StorageRef, fail: Fail) => void;

  /** @param check refuses a storage that the file does not hold in full; called once for each. */
  constructor(check: (storage: StorageRef, fail: Fail) => void = () => {}) {
    this.#check = check;
  }

  allows(path: string): boolean {
    return constructs.has(path) || storageTypes.has(path);
  }

  construct(path: string, args: readonly PickleValue[], fail: Fail): PickleValue {
    const construct = constructs.get(path);
    return construct ? construct(args, fail) : fail(`a call of ${path}`);
  }

  /** `('storage', type, key, device, length)`, in old files with `(key, start, length)` of a view or None after it. */
  storage(id: PickleValue, fail: Fail): PickleValue {
    const fields = id instanceof PickleTuple ? id.items : [];
    const [word, type, key, device, length, view] = fields;
    const dtype = type instanceof PickleGlobal ? storageTypes.get(type.path) : undefined;
    const known = word === 'storage' && typeof key === 'string' && typeof device === 'string';
    if (!known || dtype === undefined || !isCount(length) || fields.length > 6) {
      return fail('a persistent id that is not a storage', {
        got: fields.map(nameOfKind).join(', ') || nameOfKind(id),
      });
    }
    const storage = this.#whole({ key, dtype, start: 0, length }, fail);
    if (view === undefined || view === null) return storage;
    const [name, start, count] = view instanceof PickleTuple ? view.items : [];
    if (typeof name !== 'string' || !isCount(start) || !isCount(count) || !(start + count <= length)) {
      return fail('a view that lies outside its storage', { expected: `up to ${length} elements` });
    }
    return new StorageRef({ key, dtype, start, length: count });
  }

  #whole(fields: { key: string; dtype: Dtype; start: number; length: number }, fail: Fail): StorageRef {
    const known = this.storages.get(fields.key);
    if (known === undefined) {
      const storage = new StorageRef(fields);
      this.#check(storage, fail);
      this.storages.set(fields.key, storage);
      return storage;
    }
    if (known.dtype !== fields.dtype || known.length !== fields.length) {
      fail(`storage '${fields.key}' is described inconsistently`, {
        expected: `${known.length} ${known.dtype}`,
        got: `${fields.length} ${fields.dtype}`,
      });
    }
    return known;
  }
}

/** Refuses every type and storage: for pickles that hold plain values only. */
export const plainWorld: PickleWorld = {
  allows: () => false,
  construct: (path, _, fail) => fail(`a call of ${path}`),
  storage: (_, fail) => fail('an unexpected storage'),
};

/** `OrderedDict()` or `OrderedDict([[key, value] …])`. */
function orderedDict(args: readonly PickleValue[], fail: Fail): PickleValue {
  const dict = new PickleDict();
  const [pairs = [], ...more] = args;
  if (!Array.isArray(pairs) || more.length > 0) return fail(`an OrderedDict of ${nameOfKind(pairs)}`);
  for (const pair of pairs) {
    const [key, value, ...rest] = pair instanceof PickleTuple ? pair.items : Array.isArray(pair) ? pair : [];
    if (key === undefined || value === undefined || rest.length > 0) {
      return fail('an OrderedDict without key–value pairs');
    }
    setItem(dict, key, value, fail);
  }
  return dict;
}

/** `(storage, offset, shape, strides)`, in v2 followed by requires_grad, hooks and metadata. */
function rebuildTensor(args: readonly PickleValue[], fail: Fail): PickleValue {
  const [storage, offset, size, stride, , hooks = null, metadata = null] = args;
  const shape = counts(size);
  const strides = counts(stride);
  if (!(storage instanceof StorageRef) || !isCount(offset) || !shape || !strides || args.length > 7) {
    return fail('a tensor without storage, offset, shape and strides', {
      got: args.map(nameOfKind).join(', ').slice(0, 200),
    });
  }
  for (const [what, dict] of [
    ['hooks', hooks],
    ['metadata', metadata],
  ] as const) {
    const empty = dict === null || (dict instanceof PickleDict && dict.entries.size === 0);
    if (!empty) fail(`a tensor with ${what}`, { expected: 'plain values' });
  }
  const count = elementCount(shape);
  if (shape.length !== strides.length || Number.isNaN(count))
    fail('a tensor whose shape and strides do not fit');
  const last = shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis]!, offset);
  const end = count === 0 ? offset : last + 1;
  if (!(end <= storage.length)) {
    fail('a tensor that lies outside its storage', {
      expected: `up to ${storage.length} elements`,
      got: `${end}`,
    });
  }
  return new TensorRef(storage, offset, shape, strides);
}

const isCount = (value: PickleValue | undefined): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

function counts(value: PickleValue | undefined): number[] | null {
  if (!(value instanceof PickleTuple) || !value.items.every(isCount)) return null;
  return [...value.items] as number[];
}
