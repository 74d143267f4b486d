import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = new URL('.', import.meta.url).pathname;
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !/^(node|testing)\//.test(name),
);

it('the main entry imports nothing from Node', () => {
  expect(sources).toContain('index.ts');
  expect(sources.length).toBeGreaterThan(20);
  for (const name of sources) {
    expect(readFileSync(join(root, name), 'utf8'), name).not.toMatch(
      /from 'node:|\/node\/|\bBuffer\b|\bprocess\./,
    );
  }
});
