import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.js';

describe('plainText', () => {
  it('takes the escape out of terminal sequences', () => {
    expect(plainText('\u001b[31mred\u001b]0;title\u0007\u009b2J')).toBe(
      '\ufffd[31mred\ufffd]0;title\ufffd\ufffd2J',
    );
  });

  it('makes one line of many', () => {
    expect(plainText('a\r\nb\tc\u2028d')).toBe('a b c d');
  });

  it('shows marks that turn the direction of text, NUL and lone surrogates', () => {
    expect(plainText('abc\u202egpj.exe\u2066\u0000\ud800x\udc00')).toBe(
      'abc\ufffdgpj.exe\ufffd\ufffd\ufffdx\ufffd',
    );
  });

  it('leaves every script and emoji alone', () => {
    const text = 'croquis précisé 速写 рисунок ✎ 👩‍🎨 عربي';
    expect(plainText(text)).toBe(text);
  });
});
