import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockRun } from '@ftn/checkpoints/node';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, type Outcome, spawnFtn, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let data: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const words = (out: string) => [
  ...['train', '--recipe', tinyRecipe, '--workers', '0', '--method', 'ftn', '--rank', '2'],
  ...['--data', data, '--epochs', '4', '--batch-size', '4', '--out', out],
];
const adapterOf = (folder: string) => readFile(join(folder, 'adapter', 'adapter.safetensors'));

/** Starts a training, sends a signal once stderr shows `pattern`, and another where asked. */
async function signalled(out: string, pattern: RegExp, signals: NodeJS.Signals[]): Promise<Outcome> {
  const { child, ended } = spawnFtn(words(out));
  let said = '';
  let sent = 0;
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk;
    if (sent === 0 && pattern.test(said)) child.kill(signals[sent++]);
    if (sent === 1 && signals.length > 1 && said.includes('a second signal stops at once'))
      child.kill(signals[sent++]);
  });
  return ended;
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-stop-'));
  data = await writeTinyDomain(at('colours'), 20);
  const { code, err } = await ftn(...words(at('whole')));
  expect(code, err).toBe(0);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('interrupting ftn train', () => {
  it('saves a checkpoint on SIGINT, exits with 130 and resumes bit for bit', async () => {
    const out = at('interrupted');
    const stopped = await signalled(out, /epoch 1 of 4/, ['SIGINT']);
    expect(stopped.code, stopped.err).toBe(130);
    expect(stopped.err).toMatch(
      /stopped at step \d+; a checkpoint was saved. Run the same again with --resume/,
    );
    expect(existsSync(join(out, 'adapter'))).toBe(false);
    const names = await readdir(out);
    expect(names.filter((name) => name.startsWith('step-')).length).toBeGreaterThan(0);
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const resumed = await ftn(...words(out), '--resume');
    expect(resumed.code, resumed.err).toBe(0);
    expect((await adapterOf(out)).equals(await adapterOf(at('whole')))).toBe(true);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('saves a checkpoint on %s and exits with 143', async (signal) => {
    // Told before its first step: it takes one, and saves it.
    const stopped = await signalled(at(signal), /memory: /, [signal]);
    expect(stopped.code, stopped.err).toBe(143);
    expect(stopped.err).toMatch(/a checkpoint was saved|no step was taken yet/);
    expect(stopped.err).toContain('Run the same again with --resume to continue.');
  });

  it('stops at once on a second signal and leaves checkpoints that can be resumed', async () => {
    const out = at('twice');
    const stopped = await signalled(out, /epoch 1 of 4/, ['SIGINT', 'SIGINT']);
    expect(stopped.code).toBe(130);
    const resumed = await ftn(...words(out), '--resume');
    expect(resumed.code, resumed.err).toBe(0);
    expect((await adapterOf(out)).equals(await adapterOf(at('whole')))).toBe(true);
  });

  it('exits with 75 while another process holds the run’s folder, and names that process', async () => {
    const out = at('held');
    const lock = await lockRun(out);
    const { code, err } = await ftn(...words(out));
    await lock.release();
    expect(code).toBe(75);
    expect(err).toMatch(new RegExp(`process ${process.pid} on .+ holds this run since`));
    expect((await readdir(out)).filter((name) => !name.startsWith('run.lock'))).toEqual([]);
  });
});
