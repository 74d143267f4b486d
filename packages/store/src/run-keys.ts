import { randomBytes } from 'node:crypto';
import type { ListedObject } from './list-page.js';

/**
 * What one who takes a run writes of it, each in an object of his own: `want` before he has it, `hold` while he has it, `sign`
 * from time to time, and `saved`, `finished` or `failed` once there is something to go on from, or to keep.
 */
export type Mark = 'want' | 'hold' | 'sign' | 'saved' | 'finished' | 'failed';

/** One who took a run, or wants to: the number grows with each, the digits after it tell those apart who took the same. */
export type Token = `${string}-${string}`;

/** The marks of one token, as they were listed. */
export type Marks = ReadonlyMap<Mark, ListedObject>;

/** All who left something of a run, the newest last. */
export type Claims = readonly { readonly token: Token; readonly marks: Marks }[];

/** Marks of all runs are below this, and the files they speak of below another one: a list of marks stays short. */
export const marksBelow = 'runs/';

/** Numbers have as many digits as make the order of texts theirs. */
const digits = 8;

const markKey = new RegExp(
  `^${marksBelow}([0-9a-f]{16})/(\\d{${digits}}-[0-9a-f]{8})\\.(want|hold|saved|finished|failed|sign)(?:-(\\d{1,15}))?$`,
);

/** Where the marks of a run are. */
export const runBelow = (id: string): string => `${marksBelow}${id}/`;

/** The key of a mark. */
export const keyOfMark = (id: string, token: Token, mark: Mark): string => `${runBelow(id)}${token}.${mark}`;

/**
 * The key of a sign of life. Each is an object of its own, and the one before stays until the next: a server that writes over an
 * object by deleting it first has a moment in which a list has neither.
 */
export const keyOfSign = (id: string, token: Token, number: number): string =>
  `${keyOfMark(id, token, 'sign')}-${number}`;

/** Where the files of one who took a run are: nobody else writes there. */
export const filesBelow = (id: string, token?: Token): string =>
  `files/${id}/${token === undefined ? '' : `${token}/`}`;

/** The key of a file by what it holds. */
export const keyOfFile = (id: string, token: Token, sha256: string): string =>
  `${filesBelow(id, token)}${sha256}`;

/** A token above those that are there. */
export function nextToken(claims: Claims): Token {
  const newest = Math.max(0, ...claims.map(({ token }) => Number(token.slice(0, digits))));
  return `${String(newest + 1).padStart(digits, '0')}-${randomBytes(4).toString('hex')}`;
}

/** The marks among listed objects, by run. What has another name is nothing of a sweep, and left alone. */
export function readMarks(objects: readonly ListedObject[]): Map<string, Claims> {
  const found = new Map<string, Map<Token, Map<Mark, ListedObject>>>();
  for (const object of objects) {
    const [, id, token, mark, number] = markKey.exec(object.key) ?? [];
    if (id === undefined || (mark === 'sign') !== (number !== undefined)) continue;
    const tokens = found.get(id) ?? new Map<Token, Map<Mark, ListedObject>>();
    const marks = tokens.get(token as Token) ?? new Map<Mark, ListedObject>();
    const before = marks.get(mark as Mark);
    // Of signs the newest, under one name: it is the number that changes.
    const seen =
      number === undefined
        ? object
        : { ...object, key: keyOfMark(id, token as Token, 'sign'), version: number };
    if (!before || Number(seen.version) > Number(before.version)) marks.set(mark as Mark, seen);
    found.set(id, tokens.set(token as Token, marks));
  }
  return new Map([...found].map(([id, tokens]) => [id, inOrder(tokens)]));
}

const inOrder = (tokens: ReadonlyMap<Token, Marks>): Claims =>
  [...tokens].map(([token, marks]) => ({ token, marks })).sort((a, b) => (a.token < b.token ? -1 : 1));

/** Those who had the run at some time: who only wanted it is none of them. */
export const takersOf = (claims: Claims): Claims =>
  claims.filter(({ marks }) => [...marks.keys()].some((mark) => mark !== 'want' && mark !== 'sign'));
