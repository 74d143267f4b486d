import { expect, it } from 'vitest';
import { differences } from './page-trial.mjs';

it('numbers of a page are held to those of Node, one by one', () => {
  const inNode = { results: { a: [1, 200], b: [3] }, tolerances: { b: 0.5 } };
  expect(differences({ a: [1, 200.01], b: [3.4] }, inNode)).toEqual([]);
  expect(differences({ a: [1.03, 200], b: [Number.NaN] }, inNode)).toEqual([
    'a: number 0 is 1.03 in the page, 1 in Node',
    'b: number 0 is NaN in the page, 3 in Node',
  ]);
  expect(differences({ a: [1, 200, 0] }, inNode)).toEqual([
    'a: 3 numbers in the page, 2 in Node',
    'b: number 0 is undefined in the page, 3 in Node',
  ]);
});
