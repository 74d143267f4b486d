import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.js';

describe('plainText', () => {
  it('removes terminal sequences', () => {
    expect(plainText('\u001b[31mred\u001b]0;title\u0007\u009b2J')).toBe(
      '\ufffd[31mred\ufffd]0;title\ufffd\ufffd2J',
    );
  });

  it('joins several lines into one', () => {
    expect(plainText('a\r\nb\tc\u2028d')).toBe('a b c d');
  });

  it('shows bidirectional marks, NUL and lone surrogates as escapes', () => {
    expect(plainText('abc\u202egpj.exe\u2066\u0000\ud800x\udc00')).toBe(
      'abc\ufffdgpj.exe\ufffd\ufffd\ufffdx\ufffd',
    );
  });

  it('keeps every script and emoji', () => {
    const text = 'croquis précisé 速写 рисунок ✎ 👩‍🎨 عربي';
    expect(plainText(text)).toBe(text);
  });
});
