import { readdirSync, readFileSync } from 'node:fs';
import { FormatError } from '@ftn/errors';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { argument } from '../testing/deliveries.js';
import { type Code, code, dict, legacyFile, pickle, storage, tensor } from '../testing/pickle-assembler.js';
import { decodePth } from './decode-pth.js';

const zip = (value: Code) =>
  zipSync({ 'x/data.pkl': Uint8Array.from(value), 'x/version': Uint8Array.of(0x33) }, { level: 0 });

function refusal(value: Code, form: 'zip' | 'legacy'): FormatError {
  try {
    decodePth(form === 'zip' ? zip(value) : legacyFile(value), { file: 'evil.pth' });
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return error as FormatError;
  }
  throw new Error('it was read');
}

describe('a pickle that would run code', () => {
  it('tells where in the file the name stands', () => {
    const bytes = legacyFile(pickle(code.global('os', 'system')));
    const at = Buffer.from(bytes).indexOf('cos\nsystem');
    expect(refusal(pickle(code.global('os', 'system')), 'legacy').details.offset).toBe(at);
  });

  it.each<[string, Code, string]>([
    ['INST', [...code.mark, ...code.string('x'), 0x69, ...Buffer.from('os\nsystem\n')], 'opcode INST'],
    ['EXT1', [0x82, 1], 'opcode EXT1'],
    ['EXT2', [0x83, 1, 0], 'opcode EXT2'],
    ['EXT4', [0x84, 1, 0, 0, 0], 'opcode EXT4'],
    ['PERSID', [0x50, ...Buffer.from('os.system\n')], 'opcode PERSID'],
    ['NEXT_BUFFER', [0x97], 'opcode NEXT_BUFFER'],
    ['an opcode nobody knows', [0xff], 'opcode 0xff'],
    ['a call of a string', [...code.string('eval'), ...argument, ...code.reduce], 'a call of a string'],
    [
      'a call with no tuple',
      [...code.global('collections', 'OrderedDict'), ...code.emptyList, ...code.reduce],
      'with a list',
    ],
    [
      'a storage type called',
      [...code.global('torch', 'FloatStorage'), ...argument, ...code.reduce],
      'a call of torch.FloatStorage',
    ],
    ['a name made of numbers', [...code.int(1), ...code.int(2), 0x93], 'not named by two strings'],
    ['an endless name', [0x63, ...new Array<number>(10_000).fill(0x61)], 'a module has no end'],
    [
      'attributes on a dict',
      [...code.emptyDict, ...dict({ __class__: code.none }), ...code.build],
      'attributes (__class__) set on a dict',
    ],
    ['attributes on a list', [...code.emptyList, ...dict({}), ...code.build], 'set on a list'],
    [
      'a state that is no dict',
      [...code.emptyDict, ...code.string('x'), ...code.build],
      'attributes (a string)',
    ],
  ])('is refused where it uses %s', (_, value, problem) => {
    for (const form of ['zip', 'legacy'] as const)
      expect(refusal(pickle(value), form).message).toContain(problem);
  });

  it.each<[string, Code[]]>([
    [
      'another kind',
      [
        code.string('module'),
        code.global('torch', 'FloatStorage'),
        code.string('0'),
        code.string('cpu'),
        code.int(1),
      ],
    ],
    [
      'no type',
      [
        code.string('storage'),
        code.string('torch.FloatStorage'),
        code.string('0'),
        code.string('cpu'),
        code.int(1),
      ],
    ],
    [
      'a type that is a function',
      [
        code.string('storage'),
        code.global('torch._utils', '_rebuild_tensor'),
        code.string('0'),
        code.string('cpu'),
        code.int(1),
      ],
    ],
    [
      'a key that is no string',
      [
        code.string('storage'),
        code.global('torch', 'FloatStorage'),
        code.none,
        code.string('cpu'),
        code.int(1),
      ],
    ],
    [
      'a negative length',
      [
        code.string('storage'),
        code.global('torch', 'FloatStorage'),
        code.string('0'),
        code.string('cpu'),
        code.int(-1),
      ],
    ],
    ['too short', [code.string('storage')]],
  ])('is refused with a forged persistent id (%s)', (_, parts) => {
    const value = [...code.mark, ...parts.flat(), ...code.tuple, ...code.persistentId];
    for (const form of ['zip', 'legacy'] as const) {
      expect(refusal(pickle(value), form).message).toContain('a persistent id that is not a storage');
    }
    expect(refusal(pickle(code.string('os.system'), code.persistentId), 'zip').message).toContain(
      'got a string',
    );
  });
});

describe('the source of the pickle interpreter', () => {
  const folders = ['.', 'pickle', 'torch'].map((name) => new URL(`./${name}/`, import.meta.url));
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name): [string, string] => [name, readFileSync(new URL(name, folder), 'utf8')]),
  );

  it.each(sources)('has no way in %s from a name to a function', (_, source) => {
    const program = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    for (const forbidden of [
      /\beval\b/,
      /\bFunction\b/,
      /\bimport\s*\(/,
      /\brequire\b/,
      /\bReflect\b/,
      /\bglobalThis\b/,
      /\bprocess\b/,
      /\bnew\s+\w+\[/,
      /\]\s*\(/,
      /\]!\s*\(/,
    ]) {
      expect(program).not.toMatch(forbidden);
    }
  });

  it('treats __proto__ and constructor as ordinary names', () => {
    const one = tensor(storage('ByteStorage', '0', 1), 0, [1], [1]);
    const entries = Object.fromEntries([
      ['__proto__', one],
      ['constructor', one],
    ]);
    const { tensors } = decodePth(legacyFile(pickle(dict(entries)), [['0', 1n, [7]]]));
    expect([...tensors.keys()]).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });
});
