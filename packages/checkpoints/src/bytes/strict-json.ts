import { FormatError } from '@ftn/errors';

/** JSON whose objects are Maps: no key, whatever its name, can touch a prototype. */
export type StrictJson = null | boolean | number | string | StrictJson[] | Map<string, StrictJson>;

/** Where the text stands, for messages. */
export interface JsonPlace {
  readonly file?: string | undefined;
  /** What the text is: "the header". */
  readonly what: string;
  /** Byte offset of the text in its file. */
  readonly offset: number;
  /** Refuses numbers written with a sign, a point or an exponent: the format has counts only. */
  readonly countsOnly?: boolean;
}

const MAX_DEPTH = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const scalar = /[-+.\w]*/y;

/**
 * Reads JSON and refuses what `JSON.parse` lets pass: a key given twice, unpaired surrogates, and nesting beyond 64.
 * Without recursion, so that no input exhausts the stack.
 */
export function parseStrictJson(text: string, place: JsonPlace): StrictJson {
  return new Parser(text, place).parse();
}

/** The same as plain objects and arrays; a key such as `__proto__` is an ordinary one. */
export function plainJson(value: StrictJson): unknown {
  if (Array.isArray(value)) return value.map(plainJson);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, item]) => [key, plainJson(item)]));
}

type Container = StrictJson[] | Map<string, StrictJson>;

class Parser {
  readonly #text: string;
  readonly #place: JsonPlace;
  readonly #open: { container: Container; key: string }[] = [];
  #at = 0;
  #root: StrictJson = null;

  constructor(text: string, place: JsonPlace) {
    this.#text = text;
    this.#place = place;
  }

  parse(): StrictJson {
    this.#value();
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      const mark = this.#mark();
      const isMap = top.container instanceof Map;
      if (mark === ',') {
        if (isMap) this.#key();
        this.#value();
      } else if (mark === (isMap ? '}' : ']')) this.#open.pop();
      else this.#fail(`lacks a ',' or '${isMap ? '}' : ']'}'`);
    }
    if (this.#mark() !== '') this.#fail('continues after its end');
    return this.#root;
  }

  /** Reads a whole scalar or an empty container, after the openings that stand before it. */
  #value(): void {
    for (;;) {
      const mark = this.#mark();
      if (mark === '{' || mark === '[') {
        if (this.#isEmpty(mark)) return;
      } else {
        this.#attach(mark === '"' ? this.#string() : this.#scalar());
        return;
      }
    }
  }

  /** Opens a container up to its first value; true where it closes at once. */
  #isEmpty(mark: '{' | '['): boolean {
    if (this.#open.length === MAX_DEPTH) this.#fail(`is nested deeper than ${MAX_DEPTH}`);
    const container: Container = mark === '{' ? new Map() : [];
    this.#attach(container);
    const start = this.#at;
    if (this.#mark() === (mark === '{' ? '}' : ']')) return true;
    this.#at = start;
    this.#open.push({ container, key: '' });
    if (mark === '{') this.#key();
    return false;
  }

  #attach(value: StrictJson): void {
    const top = this.#open.at(-1);
    if (top === undefined) this.#root = value;
    else if (top.container instanceof Map) top.container.set(top.key, value);
    else top.container.push(value);
  }

  #key(): void {
    if (this.#mark() !== '"') this.#fail('has a key that is not a string');
    const key = this.#string();
    const top = this.#open.at(-1)!;
    if ((top.container as Map<string, StrictJson>).has(key))
      this.#fail(`gives the key '${key.slice(0, 80)}' twice`);
    if (this.#mark() !== ':') this.#fail(`has no ':' after the key '${key.slice(0, 80)}'`);
    top.key = key;
  }

  /** Skips white space and returns the next character, consumed; '' at the end. */
  #mark(): string {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text[this.#at++] ?? '';
  }

  /** Reads a string whose opening quote is behind. */
  #string(): string {
    const start = this.#at - 1;
    let plain = true;
    for (let code = 0; this.#at < this.#text.length && code !== QUOTE; ) {
      code = this.#text.charCodeAt(this.#at++);
      if (code === BACKSLASH) this.#at++;
      // Only escapes, control characters and surrogates need more than a slice.
      plain &&= code !== BACKSLASH && code >= 0x20 && code < 0xd800;
    }
    if (this.#text.charCodeAt(this.#at - 1) !== QUOTE) this.#at = this.#text.length + 1;
    if (plain && this.#at <= this.#text.length) return this.#text.slice(start + 1, this.#at - 1);
    const value = this.#parse(this.#text.slice(start, this.#at)) as string;
    if (/\p{Surrogate}/u.test(value)) this.#fail('holds half of a surrogate pair');
    return value;
  }

  /** Reads a number or a word whose first character is behind. */
  #scalar(): StrictJson {
    const start = this.#at - 1;
    scalar.lastIndex = this.#at;
    this.#at += scalar.exec(this.#text)?.[0].length ?? 0;
    const token = this.#text.slice(start, this.#at);
    const value = this.#parse(token);
    const count = typeof value !== 'number' || /^\d+$/.test(token);
    if (this.#place.countsOnly && !count) this.#fail('has a number that is not a count');
    return value;
  }

  /** The engine's own reader for a single string, number or word. */
  #parse(token: string): StrictJson {
    try {
      return JSON.parse(token) as StrictJson;
    } catch {
      return this.#fail(token === '' || this.#at > this.#text.length ? 'ends too early' : 'is not JSON');
    }
  }

  #fail(problem: string): never {
    const { file, what, offset } = this.#place;
    throw new FormatError(`${what} ${problem}`, {
      ...(file === undefined ? {} : { file }),
      offset: offset + new TextEncoder().encode(this.#text.slice(0, Math.max(0, this.#at - 1))).length,
      hint: 'The file is damaged: get it again.',
    });
  }
}
