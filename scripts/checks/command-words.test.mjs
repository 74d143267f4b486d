import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandWords } from './command-words.mjs';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

/** Where the command is what is spoken of: its engine's installation, and the card beside an adapter. */
const allowed = [/^engine\//, /^adapters\/src\/file\/card\.ts$/, /\/(testing|__fixtures__)\//, /\.test\.ts$/];

const sources = readdirSync(packages).flatMap((name) => {
  try {
    return readdirSync(join(packages, name, 'src'), { recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(packages, name, 'src', file));
  } catch {
    return [];
  }
});

describe('what libraries tell people', () => {
  it('names their options and functions, not the flags and verbs of the command', () => {
    expect(sources.length).toBeGreaterThan(300);
    const found = sources
      .map((file) => [relative(packages, file), file])
      .filter(([path]) => !allowed.some((pattern) => pattern.test(path)))
      .flatMap(([path, file]) => commandWords(file).map((place) => `${path}:${place}`));
    expect(found).toEqual([]);
  });
});

describe('commandWords', () => {
  it.each([
    ["throw new UsageError('--half and more', {});"],
    ["fail({ hint: 'Add --force to replace it.' });"],
    ["const hint = `Run 'ftn data check' on it.`;"],
    ["throw new StorageError('broken', { hint: missing ? `Give --weights FILE.` : 'Check it.' });"],
    ["const hints = { backbone: 'Give the generator as --generator FILE.' };"],
    ["const advice = 'Run ftn engine install.';"],
  ])('finds %s', (line) => {
    expect(commandWords('line.ts', line)).toEqual([`1: ${line}`]);
  });

  it.each([
    ["throw new UsageError('`half` and more', {});"],
    ["const style = 'a { color: var(--ink) }';"],
    ["spawn('node', ['--conditions=@ftn/source']);"],
    ["const program = 'ftn';"],
    ['// Run ftn data check.'],
  ])('accepts %s', (line) => {
    expect(commandWords('line.ts', line)).toEqual([]);
  });
});
