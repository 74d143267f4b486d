import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.js';
import { FormatError } from './kinds.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('decodeText', () => {
  it('reads UTF-8 without its byte order mark', () => {
    expect(decodeText(bytes('\uFEFFkäse: 日本'), 'a.yaml')).toBe('käse: 日本');
  });

  it.each([
    ['Latin-1', [...bytes('name: k'), 0xe4, ...bytes('se')], 7],
    ['a byte that begins nothing', [0xff, 0x41], 0],
    ['a character cut off by the end', [...bytes('ab'), 0xe6, 0x97], 2],
    ['an overlong slash', [0x41, 0xc0, 0xaf], 1],
  ])('refuses %s and says where', (_, content, offset) => {
    const read = () => decodeText(Uint8Array.from(content), 'a.yaml');
    expect(read).toThrow(FormatError);
    expect(read).toThrow(`a.yaml, byte ${offset}: is not text: expected UTF-8`);
  });
});
