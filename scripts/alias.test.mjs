import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './build/run-program.mjs';

const documents = [
  'README.md',
  'apps/cli/README.md',
  'docs/tutorial.md',
  'docs/reproduce.md',
  'docs/data.md',
];

/** The line of a document that makes `ftn` the clone's command. */
const aliasIn = (document) =>
  /alias ftn=(?:"[^"\n]*"|'[^'\n]*')/.exec(readFileSync(join(root, document), 'utf8'))?.[0];

describe.skipIf(process.platform === 'win32')('the pnpm alias that README prints', () => {
  it('gives one JSON object and nothing else, from any folder', () => {
    const script = [aliasIn('README.md'), `cd '${tmpdir()}'`, 'ftn list methods --json'].join('\n');
    const said = execFileSync('sh', ['-c', script], { cwd: root, encoding: 'utf8' });
    expect(JSON.parse(said)).toMatchObject({ rows: expect.arrayContaining([expect.anything()]) });
  });

  it('is the same wherever it is printed', () => {
    expect([...new Set(documents.map(aliasIn))]).toEqual([aliasIn('README.md')]);
  });
});
