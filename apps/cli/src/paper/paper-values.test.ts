import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@ftn/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paperAssignments } from './paper-values.js';

let file: string;
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), 'ftn-paper-')), 'mine.yaml');
});
afterAll(() => rmSync(join(file, '..'), { recursive: true }));

describe('paperAssignments', () => {
  it("reads a file's values by system, then by domain", async () => {
    writeFileSync(file, 'paper:\n  ftn-10: { flowers: 96.2 }\npaperMultiples: { ftn-10: 1.1 }\n');
    expect(await paperAssignments(file)).toEqual([
      'paper={"ftn-10":{"flowers":96.2}}',
      'paperMultiples={"ftn-10":1.1}',
    ]);
  });

  it.each([
    ['what is no YAML', 'paper: [', /line 1: this is not YAML/],
    ['brackets without end', '['.repeat(10_000), /nests too deep/],
    ['an alias of nothing', 'paper: *a', /cannot be read/],
    ['another key', 'papers: {}', /these are no values of a paper: expected paper: .*, got papers/],
    ['a list', '- 1', /these are no values of a paper/],
    ['an empty file', '', /these are no values of a paper/],
    ['Latin-1', Buffer.from('paper: { k\xe4se: 1 }', 'latin1'), /is not text: expected UTF-8/],
  ])('refuses %s', async (_, content, message) => {
    writeFileSync(file, content);
    await expect(paperAssignments(file)).rejects.toThrow(message);
    await expect(paperAssignments(file)).rejects.toThrow(FormatError);
  });
});
