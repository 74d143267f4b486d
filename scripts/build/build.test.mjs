import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './run-program.mjs';

const files = {
  'apps/cli/package.json': '{ "type": "module" }',
  'packages/words/package.json': '{ "type": "module", "exports": "./src/index.ts" }',
  'packages/words/src/index.ts': "export const word: string = 'one';\n",
  'packages/words/src/thread.ts': `
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

export function fromThread(): Promise<string> {
  const worker = new Worker(new URL('./word-worker.js', import.meta.url));
  return new Promise((resolve) => worker.once('message', resolve));
}
export const own = () => readFileSync(new URL('../package.json', import.meta.url), 'utf8').length;
`,
  'packages/words/src/word-worker.ts': `
import { parentPort } from 'node:worker_threads';
import { word } from './index.js';

parentPort!.postMessage(\`\${word} from a thread\`);
`,
  'scripts/programs/ftn.mjs': `
import { word } from '../../packages/words/src/index.ts';

process.channel?.unref();
if (process.argv[2] === 'say') process.stdout.write(word);
if (process.argv[2] === 'thread') {
  const { fromThread, own } = await import('../../packages/words/src/thread.ts');
  process.stdout.write(\`\${await fromThread()}, \${own()} bytes\`);
}
if (process.argv[2] === 'fail')
  throw new Error('failed');
`,
};

let clone;
const at = (path) => join(clone, path);
const builds = () => readdirSync(at('node_modules/.cache/ftn'));

function write(path, text) {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('scripts/ftn.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout, stderr };
};

beforeAll(() => {
  clone = realpathSync(mkdtempSync(join(tmpdir(), 'ftn-clone-')));
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const name of ['ftn.mjs', 'launch.mjs', 'build'])
    cpSync(join(root, 'scripts', name), at(`scripts/${name}`), { recursive: true });
  mkdirSync(at('node_modules'));
  symlinkSync(realpathSync(join(root, 'node_modules/esbuild')), at('node_modules/esbuild'));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

describe('the build of a clone', () => {
  it('is made once and reused until a source changes, even by one byte under the same size and time', () => {
    expect(run('say')).toMatchObject({ status: 0, stdout: 'one', stderr: '' });
    expect(run('say').stdout).toBe('one');
    expect(builds()).toHaveLength(1);

    const source = at('packages/words/src/index.ts');
    const { atime, mtime, size } = statSync(source);
    write('packages/words/src/index.ts', "export const word: string = 'two';\n");
    utimesSync(source, atime, mtime);
    expect(statSync(source)).toMatchObject({ size, mtime });
    expect(run('say').stdout).toBe('two');
    expect(builds()).toHaveLength(2);

    write('packages/words/src/index.ts', files['packages/words/src/index.ts']);
    expect(run('say').stdout).toBe('one');
    expect(builds()).toHaveLength(2);
  });

  it('changes with a new file and with installed packages, but not with a test', () => {
    const before = builds().length;
    write('packages/words/src/index.test.ts', 'not a word of TypeScript');
    run('say');
    expect(builds()).toHaveLength(before);
    write('packages/words/src/more.ts', 'export {};\n');
    run('say');
    expect(builds()).toHaveLength(before + 1);
    write('node_modules/.pnpm/lock.yaml', 'lockfileVersion: 9\n');
    run('say');
    expect(builds()).toHaveLength(before + 2);
  });

  it('starts its own threads, and finds the files of the packages it was built from', () => {
    expect(run('thread').stdout).toBe(
      `one from a thread, ${files['packages/words/package.json'].length} bytes`,
    );
  });

  it('maps stack traces to the sources', () => {
    const line =
      files['scripts/programs/ftn.mjs'].split('\n').findIndex((text) => text.includes('new Error')) + 1;
    const { status, stderr } = run('fail');
    expect(status).toBe(1);
    expect(stderr).toContain(`scripts/programs/ftn.mjs:${line}:`);
  });

  it('gives one result when two processes build at once, and leaves nothing half-made', () => {
    write('packages/words/src/index.ts', "export const word: string = 'six';\n");
    const both = execFileSync(
      'sh',
      ['-c', '"$0" "$1" say & "$0" "$1" say & wait', process.execPath, at('scripts/ftn.mjs')],
      { encoding: 'utf8' },
    );
    expect(both).toBe('sixsix');
    expect(builds().filter((name) => name.startsWith('making-'))).toEqual([]);
  });

  it('is refused where a source does not compile, and without installed packages', () => {
    write('packages/words/src/index.ts', 'export const word: string = ;\n');
    const broken = run('say');
    expect(broken).toMatchObject({ status: 1, stdout: '' });
    expect(broken.stderr).toContain('packages/words/src/index.ts:1:');
    expect(broken.stderr).toContain('ftn: the sources do not compile.');
    rmSync(at('node_modules/esbuild'));
    expect(run('say').stderr).toBe(
      "ftn: the packages are not installed: run 'npx -y pnpm@10.34.9 install'.\n",
    );
    expect(readFileSync(at('packages/words/src/index.ts'), 'utf8')).toContain('= ;');
  });
});
