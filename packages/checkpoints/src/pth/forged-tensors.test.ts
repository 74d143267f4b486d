import { describe, expect, it } from 'vitest';
import { expectRefused } from '../testing/expect-refused.js';
import { type Code, code, dict, legacyFile, pickle, storage, tensor } from '../testing/pickle-assembler.js';
import { decodePth } from './decode-pth.js';

const bytes = (count: number) => new Array<number>(count).fill(1);
const floats = storage('FloatStorage', '0', 6);
/** A legacy file with one tensor named `w` over six floats. */
const withTensor = (value: Code) => legacyFile(pickle(dict({ w: value })), [['0', 6n, bytes(24)]]);

describe('a forged tensor in a .pth file', () => {
  it.each<[string, Code, RegExp]>([
    [
      'past the end',
      tensor(floats, 1, [2, 3], [3, 1]),
      /outside its storage: expected up to 6 elements, got 7/,
    ],
    ['by its strides', tensor(floats, 0, [2, 3], [4, 1]), /outside its storage/],
    ['by a stride of 2^31', tensor(floats, 0, [2], [2 ** 31 - 1]), /outside its storage/],
    [
      'by an overflowing shape',
      tensor(
        floats,
        0,
        new Array(8).fill(2 ** 31 - 1),
        bytes(8).map(() => 0),
      ),
      /do not fit/,
    ],
    ['by a negative offset', tensor(floats, -1, [1], [1]), /without storage, offset, shape/],
    ['by a negative size', tensor(floats, 0, [-1], [1]), /without storage, offset, shape/],
    ['by a negative stride', tensor(floats, 5, [2], [-1]), /without storage, offset, shape/],
    ['by fewer strides than sizes', tensor(floats, 0, [2, 3], [1]), /do not fit/],
    ['over a number', tensor(code.int(1), 0, [1], [1]), /without storage, offset, shape/],
    ['that is empty, past the end', tensor(floats, 7, [0], [1]), /outside its storage/],
  ])('is refused: %s', (_, value, message) => expectRefused(withTensor(value), message));

  it('is refused before allocation where it repeats six floats ten thousand million times', () => {
    expectRefused(
      withTensor(tensor(floats, 0, [100_000, 100_000], [0, 0])),
      /'w' repeats a small storage into 10000000000/,
    );
  });

  it.each([
    ['beyond its end', [code.string('v'), code.int(4), code.int(3)]],
    ['without a name', [code.int(1), code.int(0), code.int(3)]],
    ['from a negative place', [code.string('v'), code.int(-1), code.int(3)]],
  ])('is refused as a view of its storage %s', (_, [name, start, count]) => {
    const view = [...code.mark, ...name!, ...start!, ...count!, ...code.tuple];
    const over = storage('FloatStorage', '0', 6, view);
    expectRefused(
      withTensor(tensor(over, 0, [3], [1])),
      /a view that lies outside its storage: expected up to 6/,
    );
  });

  it.each([
    ['a number', [...code.int(1), ...code.tuple1], /an OrderedDict of/],
    ['a list and more', [...code.emptyList, ...code.none, ...code.tuple2], /an OrderedDict of/],
    [
      'pairs of one',
      [...code.emptyList, ...code.int(1), ...code.tuple1, ...code.append, ...code.tuple1],
      /without key–value pairs/,
    ],
  ])('is refused as an OrderedDict of %s', (_, args, message) => {
    const ordered = [...code.global('collections', 'OrderedDict'), ...args, ...code.reduce];
    expectRefused(legacyFile(pickle(ordered), []), message);
  });

  it('is refused with hooks or lazily negated content', () => {
    const rebuild = (hooks: Code, metadata: Code) => [
      ...code.global('torch._utils', '_rebuild_tensor_v2'),
      ...code.mark,
      ...floats,
      ...code.int(0),
      ...[...code.int(6), ...code.tuple1, ...code.int(1), ...code.tuple1],
      ...code.false,
      ...hooks,
      ...metadata,
      ...code.tuple,
      ...code.reduce,
    ];
    expectRefused(withTensor(rebuild(dict({ h: code.int(1) }), code.none)), /a tensor with hooks/);
    expectRefused(withTensor(rebuild(code.emptyDict, dict({ neg: code.true }))), /a tensor with metadata/);
    expect(decodePth(withTensor(rebuild(code.none, code.emptyDict))).tensors.size).toBe(1);
  });
});

describe('a legacy .pth file with forged storages', () => {
  const value = pickle(dict({ w: tensor(floats, 0, [6], [1]) }));
  const other = tensor(storage('FloatStorage', '0', 5), 0, [1], [1]);
  const typed = tensor(storage('IntStorage', '0', 6), 0, [1], [1]);
  it.each<[string, Uint8Array, RegExp]>([
    [
      'about the length of a storage',
      legacyFile(value, [['0', 5n, bytes(20)]]),
      /a size that does not match its tensors: expected 6, got 5/,
    ],
    ['with 2^63 elements', legacyFile(value, [['0', 1n << 63n, bytes(24)]]), /a size that does not match/],
    ['by leaving a storage out', legacyFile(value, []), /storage '0' is not in the file/],
    [
      'by a storage of no tensor',
      legacyFile(value, [
        ['0', 6n, bytes(24)],
        ['1', 0n, []],
      ]),
      /'1' does not belong to the tensors/,
    ],
    [
      'by a storage twice',
      legacyFile(value, [
        ['0', 6n, bytes(24)],
        ['0', 6n, bytes(24)],
      ]),
      /or appears twice/,
    ],
    ['by bytes at its end', legacyFile(value, [['0', 6n, bytes(25)]]), /bytes after the last storage/],
    ['by a cut', legacyFile(value, [['0', 6n, bytes(23)]]), /ends within storage '0'/],
    [
      'about a storage, twice',
      legacyFile(pickle(dict({ a: tensor(floats, 0, [1], [1]), b: other })), []),
      /inconsistently/,
    ],
    [
      'about its type',
      legacyFile(pickle(dict({ a: tensor(floats, 0, [1], [1]), b: typed })), []),
      /inconsistently/,
    ],
    [
      'with a name twice',
      legacyFile(
        pickle([
          ...code.emptyDict,
          ...code.mark,
          ...['w', 'w'].flatMap((name) => [...code.string(name), ...code.int(1)]),
          ...code.setItems,
        ]),
      ),
      /the key 'w' twice/,
    ],
    [
      'with a tensor named by a number',
      legacyFile(
        pickle([...code.emptyDict, ...code.int(1), ...tensor(floats, 0, [6], [1]), ...code.setItem]),
        [['0', 6n, bytes(24)]],
      ),
      /named by a number/,
    ],
    [
      'a list at its root',
      legacyFile(pickle(code.emptyList)),
      /no state dict: expected a dict of tensors, got a list/,
    ],
    [
      'a tensor at its root',
      legacyFile(pickle(tensor(floats, 0, [6], [1])), [['0', 6n, bytes(24)]]),
      /got a tensor/,
    ],
    [
      'no tensor',
      legacyFile(pickle(dict({ epoch: code.int(3) }))),
      /no tensor in the file: got a dict of epoch/,
    ],
  ])('is refused where it lies %s', (_, file, message) => expectRefused(file, message));
});
