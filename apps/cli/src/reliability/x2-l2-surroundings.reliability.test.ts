import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { row, scaled, seeded } from '@ftn/reliability';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { nodeOptions, spawnFtn, tinyRecipe } from '../testing/commands.js';
import { canTrace, traced } from '../testing/traced.js';

let scratch: string;
let data: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'ftn-around-'));
  data = await writeTinyDomain(join(scratch, 'colours'), 4);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const words = (out: string, from = data) => [
  ...['train', '--recipe', tinyRecipe, '--workers', '0', '--method', 'feature-extractor', '--epochs', '1'],
  ...['--data', from, '--out', out],
];
const adapterOf = (out: string) =>
  readFileSync(join(out, 'adapter', 'adapter.safetensors')).toString('base64');

/** Programs started and addresses connected to, but for the traced command and the compiler of the loader that reads TypeScript. */
const reachesOut = (lines: readonly string[]) =>
  lines
    .filter((line) => /\b(connect|sendto|execve)\(/.test(line) && !/ = -1 ENO/.test(line))
    .slice(1)
    .filter((line) => !/execve\("[^"]*\/esbuild"/.test(line))
    .filter((line) => !/AF_UNIX|AF_NETLINK|127\.0\.0\.1|::1/.test(line));

/** Files opened to be written that lie outside `out`; the cache of the loader that reads TypeScript is not ours. */
const writesOutside = (lines: readonly string[], out: string) =>
  lines.flatMap((line) => {
    const [, path] = /open(?:at)?\([^"]*"([^"]+)"[^)]*O_(?:WRONLY|RDWR)/.exec(line) ?? [];
    if (!path || / = -1 /.test(line) || path.startsWith('/dev/') || path.startsWith('/proc/')) return [];
    return resolve(path).startsWith(out) || /\/tsx-\d+\//.test(path) ? [] : [path];
  });

const calls = 'connect,sendto,execve,open,openat';

row('X2', 'training', () => {
  if (!canTrace) return { count: 0, figure: 'this machine has no strace' };
  const { code, err, lines } = traced(words(join(scratch, 'x2')), join(scratch, 'x2.trace'), calls);
  expect(code, err).toBe(0);
  expect(reachesOut(lines)).toEqual([]);
  return { count: 1, figure: 'one run traced: 0 connections, 0 programs started' };
});

row('L2', 'what a run writes', () => {
  if (!canTrace) return { count: 0, figure: 'this machine has no strace' };
  const out = join(scratch, 'l2');
  const { code, err, lines } = traced(words(out), join(scratch, 'l2.trace'), calls);
  expect(code, err).toBe(0);
  expect(writesOutside(lines, out)).toEqual([]);
  return { count: 1, figure: 'one run traced: 0 files written outside --out' };
});

const surroundings: readonly (readonly [name: string, env: Record<string, string>, folder: string])[] = [
  ['Kiritimati', { TZ: 'Pacific/Kiritimati' }, 'zone'],
  ['Turkish', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, 'locale'],
  ['spaces and emoji', {}, 'a run 🦉 of mine'],
  ['a line break', {}, 'two\nlines'],
  ['New York', { TZ: 'America/New_York' }, 'dst'],
  ['no locale', { LANG: '', LC_ALL: 'C' }, 'c'],
  ['right to left', {}, 'תיקייה'],
  ['a long name', {}, 'x'.repeat(200)],
  ['a quote and a dollar', {}, `it's "$HOME"`],
  ['a leading dash', {}, '-rf'],
  ['no home', { HOME: '/nonexistent' }, 'home'],
  ['dots', {}, 'a/../b/./c'],
];

const run = async (out: string, env: Record<string, string> = {}, from = data) => {
  const { ended } = spawnFtn(words(out, from), { env: { FTN_ENGINE: 'cpu', ...env } });
  const { code, err } = await ended;
  expect(code, err).toBe(0);
  return adapterOf(out);
};

row('L2', 'surroundings', async () => {
  const expected = await run(join(scratch, 'plain'), {});
  const count = scaled(surroundings.length);
  for (const [name, env, folder] of surroundings.slice(0, count))
    expect((await run(`${scratch}/runs/${folder}`, env)) === expected, name).toBe(true);
  return { count, figure: `${count} zones, locales and spellings of a path: the same adapter to the byte` };
});

/** Node's option that lets a process's clock begin at a moment and jump by an hour, back and forth, every few readings. */
const jumping = (start: string) => {
  const source = `
    const Real = Date;
    let readings = 0;
    const now = () => Math.floor(Real.parse('${start}') + performance.now() + (readings++ % 7 < 3 ? 36e5 : -36e5));
    globalThis.Date = class extends Real {
      constructor(...given) {
        super(...(given.length > 0 ? given : [now()]));
      }
      static now = now;
    };`;
  const file = join(scratch, 'clock.cjs');
  writeFileSync(file, source);
  return `${nodeOptions.NODE_OPTIONS} --require=${file}`;
};

row('L2', 'clocks', async () => {
  const expected = await run(join(scratch, 'steady'));
  const moments = [
    '2026-03-29T01:59:59Z',
    '2026-12-31T23:59:59Z',
    '1969-12-31T23:59:59Z',
    '2038-01-19T03:14:07Z',
  ];
  const count = scaled(moments.length);
  for (const [i, moment] of moments.slice(0, count).entries()) {
    const env = { NODE_OPTIONS: jumping(moment), TZ: 'Europe/Berlin' };
    expect((await run(join(scratch, `jumps-${i}`), env)) === expected, moment).toBe(true);
  }
  return {
    count,
    figure: `${count} clocks that jump by an hour at a change of hours or year: the same adapter`,
  };
});

row('L2', 'a folder of data', async () => {
  const expected = await run(join(scratch, 'quiet'));
  const full = await writeTinyDomain(join(scratch, 'full', 'colours'), 4);
  const count = scaled(100_000, 1000);
  const [name] = readdirSync(join(full, 'train'));
  for (let i = 0; i < count; i++) writeFileSync(join(full, 'train', name!, `note-${i}.txt`), '');
  const folders = readdirSync(full, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  for (const one of folders) chmodSync(join(one.parentPath, one.name), 0o555);
  chmodSync(full, 0o555);
  try {
    expect((await run(join(scratch, 'from-full'), {}, full)) === expected).toBe(true);
  } finally {
    chmodSync(full, 0o755);
    for (const one of folders) chmodSync(join(one.parentPath, one.name), 0o755);
  }
  return { count, figure: `read-only, with ${count} other files in the folder of a class: the same adapter` };
});

seeded('X2', 'something connects or starts a program', () => {
  const lines = [
    '1 execve("/usr/bin/node", ["node"]) = 0',
    '2 connect(20, {sa_family=AF_INET, sin_addr=inet_addr("93.184.216.34")}, 16) = 0',
    '2 execve("/bin/sh", ["sh", "-c", "id"]) = 0',
  ];
  expect(reachesOut(lines)).toHaveLength(2);
});

seeded('L2', 'a temporary file is made in the current folder', () => {
  expect(writesOutside(['1 openat(AT_FDCWD, "tmp.bin", O_WRONLY|O_CREAT, 0666) = 20'], '/out')).toEqual([
    'tmp.bin',
  ]);
});
