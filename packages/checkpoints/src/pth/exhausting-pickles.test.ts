import { describe, it } from 'vitest';
import { expectRefused } from '../testing/expect-refused.js';
import { type Code, code, legacyFile, pickle } from '../testing/pickle-assembler.js';

describe('a pickle made to exhaust memory or time', () => {
  const times = (count: number, byte: number): Code => new Array<number>(count).fill(byte);
  it.each<[string, Code, RegExp]>([
    ['65,000 lists inside one another', [...times(65_000, 0x5d), ...times(64_999, 0x61)], /no state dict/],
    ['100,000 lists in a row', times(100_000, 0x5d), /more than 65536 values at once/],
    ['half a million marks', times(500_000, 0x28), /more than 1024 groups inside one another/],
    [
      'two million operations',
      [...code.none, ...Array.from({ length: 2_000_000 }, () => code.put(0)).flat()],
      /more than 2000000 operations/,
    ],
    [
      'a list of itself',
      [...code.emptyList, ...code.put(0), ...code.get(0), ...code.append],
      /no state dict/,
    ],
    [
      'a dict of itself',
      [...code.emptyDict, ...code.put(0), ...code.string('model'), ...code.get(0), ...code.setItem],
      /no tensor/,
    ],
    ['a string of 4 GB', [0x58, 0xff, 0xff, 0xff, 0xff], /ends within a string: expected 4294967295 bytes/],
    ['a string of 2^63 bytes', [0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80], /ends within a string/],
    ['a frame of 2^63 bytes', [0x95, 0, 0, 0, 0, 0, 0, 0, 0x80], /a frame is longer/],
    ['a memo that was never written', code.get(3), /memo 3 was never written/],
    ['more taken than given', code.tuple2, /does not exist/],
    ['a group that never began', code.tuple, /never began/],
    ['values left over', [...code.none, ...code.none], /values left over/],
    ['protocol 0', [0x80, 0], /protocol 0: expected 2 to 5/],
    [
      'a list as a key',
      [...code.emptyDict, ...code.emptyList, ...code.none, ...code.setItem],
      /a list as a key/,
    ],
    ['no end', [], /does not exist/],
  ])('is refused with %s', (_, value, message) => expectRefused(legacyFile(pickle(value)), message));

  it('is read once with ten lists of ten lists of ten …, not ten thousand million times', () => {
    const ten = [...code.emptyList, ...code.mark, ...Array.from({ length: 10 }, () => code.get(0)).flat()];
    const level = [...ten, ...code.appends, ...code.put(0)];
    const levels = Array.from({ length: 10 }, () => level).flat();
    expectRefused(
      legacyFile(pickle([...code.mark, ...code.emptyList, ...code.put(0), ...levels, ...code.tuple])),
      /no state dict/,
    );
  });

  it('is searched once where it refers twenty thousand times to one dict', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => code.string(`${i}`));
    const big = [
      ...code.emptyDict,
      ...code.mark,
      ...names.flatMap((name) => [...name, ...code.none]),
      ...code.setItems,
    ];
    const again = names.flatMap((name) => [...name, ...code.get(0)]);
    const root = [...code.emptyDict, ...code.mark, ...code.string('first'), ...big, ...code.put(0), ...again];
    expectRefused(
      legacyFile(pickle([...root, ...code.setItems])),
      /no tensor in the file: got a dict of first, 0, 1/,
    );
  });
});
