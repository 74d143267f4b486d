import { FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.js';

const keys = (count: number) => Array.from({ length: count }, (_, i) => `k${i}: 1`).join('\n');

describe('YAML of settings', () => {
  it('is read with its lines', () => {
    const { document } = readYaml('a: { b: [1, [2]] }\nc:\n  - d: 1\n    e: 2\n', 'x.yaml');
    expect(document.toJS()).toEqual({ a: { b: [1, [2]] }, c: [{ d: 1, e: 2 }] });
  });

  // The parser itself ends the process on some of these, or takes minutes.
  it.each([
    ['brackets', '['.repeat(1e5), /nests too deep/],
    ['braces', '{"a":'.repeat(4e4), /nests too deep/],
    ['lists in lists', '- '.repeat(1e5), /nests too deep/],
    ['maps in maps', 'a: '.repeat(5e4), /nests too deep/],
    [
      'indentation',
      Array.from({ length: 300 }, (_, i) => `${'  '.repeat(i)}a:`).join('\n'),
      /nests too deep/,
    ],
    ['a million keys', keys(1e6), /too large for settings: expected at most 262144 characters/],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', /x\.yaml, line 3: this is not YAML \('a' stands twice\)/],
    ['a key twice below', 'm:\n  a: 1\n  a: 1\n', /line 3/],
  ])(
    'with %s is refused at once',
    (_, text, message) => {
      expect(() => readYaml(text, 'x.yaml')).toThrow(FormatError);
      expect(() => readYaml(text, 'x.yaml')).toThrow(message);
    },
    5_000,
  );

  it('with many keys takes no square of their number', () => {
    const { document } = readYaml(keys(20_000), 'x.yaml');
    expect(Object.keys(document.toJS() as object)).toHaveLength(20_000);
  });
});
