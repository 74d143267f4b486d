import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { row, scaled, seeded } from '@ftn/reliability';
import { expect } from 'vitest';
import { allowedChanges } from './run-start.js';

type Tree = { [key: string]: unknown };

/** Settings as a run keeps them: some depth, some lists, hashes, words and numbers. */
function settings(random: RandomStream, depth = 0): Tree {
  const tree: Tree = {};
  for (let i = 0, count = 1 + random.integer(4); i < count; i++) {
    const kind = random.pick(
      depth < 3 ? ['tree', 'number', 'word', 'hash', 'list', 'flag'] : ['number', 'word'],
    );
    const hash = Array.from({ length: 64 }, () => random.integer(16).toString(16)).join('');
    const values: Record<string, () => unknown> = {
      tree: () => settings(random, depth + 1),
      number: () => random.uniform(-1, 1),
      word: () => random.pick(['adam', 'sgd', 'ü', '', 'a.b']),
      hash: () => hash,
      list: () => [random.integer(9), hash.slice(0, 3)],
      flag: () => random.chance(0.5),
    };
    tree[`${random.pick(['rate', 'rank', 'data', 'classes', 'backbone'])}${i}`] = values[kind]!();
  }
  return tree;
}

/** Changes one leaf, wherever it lies; gives its path. */
function changeOne(tree: Tree, random: RandomStream, path = ''): string {
  const key = random.pick(Object.keys(tree));
  const value = tree[key];
  const here = path ? `${path}.${key}` : key;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return changeOne(value as Tree, random, here);
  if (random.chance(0.2)) delete tree[key];
  else if (typeof value === 'number') tree[key] = value + random.pick([1, 1e-9, -1e9]);
  else if (typeof value === 'boolean') tree[key] = !value;
  else if (Array.isArray(value)) tree[key] = random.chance(0.5) ? [...value].reverse() : [...value, 1];
  // The last digit alone: of a hash no more than its beginning is shown.
  else tree[key] = `${String(value).slice(0, -1)}${String(value).endsWith('0') ? '1' : '0'}`;
  return here;
}

type Guard = (before: unknown, now: unknown) => void;

/** Changes that a guard lets pass, or does not name alone. */
function missed(count: number, guard: Guard): string[] {
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const random = new RandomStream('drift', i);
    const before = settings(random);
    const now = structuredClone(before);
    guard(before, structuredClone(before));
    const path = changeOne(now, random);
    try {
      guard(JSON.parse(JSON.stringify(before)), now);
      found.push(`${path} changed and passed`);
    } catch (error) {
      const { message, exitCode } = error as UsageError;
      if (
        !(error instanceof UsageError) ||
        exitCode !== 2 ||
        !message.includes(`(${path}: `) ||
        message.includes('; ')
      )
        found.push(`${path}: ${message}`);
    }
  }
  return found;
}

/** Resumes a run under other settings than it was started with. */
const resume = (before: unknown, now: unknown) =>
  allowedChanges({ directory: 'run', before, now, resume: true, allowChange: false });

row('K11', 'one field of a run changed', () => {
  const count = scaled(2000);
  expect(missed(count, (before, now) => resume(before, now))).toEqual([]);
  return { count, figure: `${count} changes, each named alone by its path, exit 2; equal settings pass` };
});

seeded('K11', 'names are compared and not values', () => {
  const names = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, names(child)]))
      : 'value';
  const found = missed(100, (before, now) => resume(names(before), names(now)));
  expect(found.join()).toContain('changed and passed');
});
