import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('.', import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('__fixtures__'),
);

describe('the browser build of @ftn/report', () => {
  it.each(sources)('uses no Node API in %s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(text).not.toMatch(/from 'node:|\bBuffer\b|\bprocess\.|\brequire\(|\bconsole\./);
  });
});
