import { describe, expect, it } from 'vitest';
import { FormatError, forCsv, forFileName, forHtml, forTag, forTerminal } from './index.js';

const ESC = '\u001b';

/** What strangers have called their classes to take over a terminal. */
const hostile = [
  `${ESC}]0;owned\u0007`,
  `${ESC}[2J${ESC}[H`,
  '\u009b31m',
  'b\r\nftn: all is well',
  'a\u2028b\u2029c',
  'exe.\u202egnp',
  '\u2066x\u2069',
  'pass\u200bword',
  '\ufeffstart',
  'half \ud800 pair',
  'tag \u{e0041}\u{e0042}',
  '\u0000',
  '\u0008\u0008\u0008overtyped',
  '\ue000',
  '\u3164',
];

/** Anything a terminal or a reader's eye could be led by. */
const leads = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u3164]/u;

describe('escaping untrusted text', () => {
  it.each(hostile)('keeps %j from controlling a terminal, page, table, chart or file name', (text) => {
    for (const made of [forTerminal(text), forHtml(text), forCsv(text), forTag(text), forFileName(text)]) {
      expect(made).not.toMatch(leads);
      expect(made).not.toBe('');
    }
    const { message } = new FormatError(`'${text}' is no tensor`, {
      file: text,
      expected: text,
      got: text,
      hint: text,
    });
    expect(message).not.toMatch(leads);
  });

  it.each([
    ['plain', 'plain'],
    ['Möwe 鸟 مرحبا', 'Möwe 鸟 مرحبا'],
    ['👩‍🚀 and ❤️', '👩‍🚀 and ❤️'],
    ['a\nb\t\u001b[0m', 'a\\nb\\t\\x1b[0m'],
    ['x\u202ey', 'x\\u{202e}y'],
  ])('shows %j as %j in a terminal', (text, shown) => {
    expect(forTerminal(text)).toBe(shown);
  });

  it('truncates between characters', () => {
    expect(forTerminal('a'.repeat(300))).toBe(`${'a'.repeat(199)}…`);
    expect(forTerminal('😀'.repeat(30), 10)).toBe(`${'😀'.repeat(9)}…`);
    expect(forTerminal('x'.repeat(1e8), 5)).toBe('xxxx…');
  });

  it('opens no tag and closes no attribute in HTML', () => {
    expect(forHtml(`"><script>alert('&')</script>`)).toBe(
      '&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;',
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    [' @SUM(A1)', "' @SUM(A1)"],
    ['-2', "'-2"],
    ['\t=1', '\\t=1'],
    ['a,"b"', '"a,""b"""'],
    [-2, '-2'],
    ['plain', 'plain'],
  ])('writes %j as the CSV cell %j', (value, cell) => {
    expect(forCsv(value)).toBe(cell);
  });

  it.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['a:b*c?', 'a_b_c_'],
    ['name. ', 'name'],
    ['cafe\u0301', 'café'],
    ['..', 'unnamed'],
    ['', 'unnamed'],
    ['é'.repeat(80), 'é'.repeat(50)],
  ])('turns %j into the file name %j', (text, name) => {
    expect(forFileName(text)).toBe(name);
  });

  it('keeps a name within its own group of charts', () => {
    expect(forTag('train/loss\nx')).toBe('train∕lossx');
  });
});

describe('the message of an error', () => {
  it('shows a forged line as escaped text, and keeps the raw words as data', () => {
    const error = new FormatError("'b\r\nftn: all is well' is missing", { file: 'w\u001b[2J.pth' });
    expect(error.message).toBe("w\\x1b[2J.pth: 'b\\r\\nftn: all is well' is missing.");
    expect(error.details.file).toBe('w\u001b[2J.pth');
  });

  it('is no longer than a screen, whatever it quotes', () => {
    const { message } = new FormatError('x'.repeat(1e6), { got: 'y'.repeat(1e6), hint: 'Copy it again.' });
    expect(message.length).toBeLessThan(10_000);
    expect(message).toMatch(/Copy it again\.$/);
  });
});
