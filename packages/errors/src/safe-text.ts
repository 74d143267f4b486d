// Names and texts of strangers (classes, domains, tensors, paths, what stands in a file) on their way to a place that
// gives some characters a meaning. Each function is the one door to its place.

/**
 * Control characters, which move a terminal's cursor or title; line and paragraph ends, which forge lines; directions
 * and marks nobody sees, which make a text read as another; halves of surrogate pairs.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** Joins an emoji of several, and picks its form: harmless between and after pictures. */
const joins = /(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu;

const shown: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (shown[character]) return shown[character];
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** The text with every unsafe character as JavaScript writes it; an emoji's joints stay. */
function visible(text: string): string {
  const joints = new Set(Array.from(text.matchAll(joins), ({ index }) => index));
  return text.replace(unsafe, (character, index: number) =>
    joints.has(index) ? character : escaped(character),
  );
}

/** At most `most` characters, cut between two, with … for the rest. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text.slice(0, 2 * most + 2));
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

/** A text as a terminal or a log may show it: one line, nothing hidden, no commands, at most `most` characters. */
export function forTerminal(text: string, most = 200): string {
  return cut(visible(text.slice(0, 4 * most)), most);
}

/** A value as JSON on one line: every unsafe character stands as `\\uXXXX`, so that the value is the same. */
export function forJson(value: unknown): string {
  const codes = (text: string) =>
    Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`);
  return JSON.stringify(value).replace(unsafe, (character) => codes(character).join(''));
}

/** A text within HTML, as content or in a quoted attribute. */
export function forHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return visible(text).replace(/[&<>"']/g, (character) => entities[character]!);
}

/**
 * A cell of a CSV file. A text a spreadsheet would take for a formula gets an apostrophe before it, a number never;
 * what holds commas, quotes or ends of lines stands in quotes (RFC 4180).
 */
export function forCsv(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = visible(cell);
  const plain = /^\s*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** A part of a TensorBoard tag: `/` would begin a group, and what no chart can show is left out. */
export function forTag(text: string): string {
  return forTerminal(text.replace(unsafe, '').replaceAll('/', '∕').trim(), 100) || 'unnamed';
}

const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * A name for one file or folder that every file system takes and no shell trips over: no separators, no hidden or
 * relative names, at most 100 bytes. Two texts may become one name: whoever writes several checks for that.
 */
export function forFileName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(unsafe, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[\s.-]+|[\s.]+$/g, '');
  const name = reserved.test(plain) ? `_${plain}` : plain;
  let short = '';
  for (const character of name) {
    if (new TextEncoder().encode(short + character).length > 100) break;
    short += character;
  }
  return short.replace(/[\s.]+$/, '') || 'unnamed';
}
