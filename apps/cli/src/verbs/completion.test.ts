import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';
import { verbs } from '../verbs.js';

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;
const scripts: Record<string, string> = {};

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out, err } = await ftn('completion', shell);
    expect(code, err).toBe(0);
    scripts[shell] = out;
  }
});

/** What bash offers for a line whose last word is being typed. */
function offered(...words: string[]): string[] {
  const list = ['ftn', ...words].map((word) => `'${word}'`).join(' ');
  const program = `${scripts.bash}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length}; _ftn; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('ftn completion', () => {
  it('completes every verb in bash, options of the verb that was typed, and parts of a verb', () => {
    expect(offered('')).toEqual(expect.arrayContaining(verbs.map(({ name }) => name)));
    expect(offered('tra')).toEqual(['train']);
    expect(offered('train', '--we')).toEqual(['--weights']);
    expect(offered('train', '--data', 'flowers', '--joi')).toEqual(['--joint', '--joint-backbone']);
    expect(offered('data', 'ch')).toEqual(['check']);
    expect(offered('data', 'check', '--jso')).toEqual(['--json']);
    expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it('leaves the value of an option to the files, and gives its words where it has some', () => {
    expect(offered('train', '--weights', '')).toEqual([]);
    expect(offered('predict', '--adapter', 'runs/x', '--csv', 'photo')).toEqual([]);
  });

  it('names every verb and option in every shell', () => {
    for (const script of Object.values(scripts)) {
      for (const { name } of verbs) expect(script).toContain(name);
      expect(script).toMatch(/weights/);
      expect(script).toMatch(/fold-batch-norm/);
    }
    for (const shell of ['bash', 'zsh', 'fish'].filter(has)) {
      const { status, stderr } = spawnSync(shell, ['-n'], { input: scripts[shell]!, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    }
  });

  it('refuses another shell', async () => {
    const { code, err } = await ftn('completion', 'powershell');
    expect(code).toBe(2);
    expect(err).toContain("'powershell'");
  });
});
