import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, spawnFtn, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let data: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const words = (out: string) => [
  ...['compare', '--recipe', tinyRecipe, '--workers', '0', '--data', data, '--ranks', '2'],
  ...['--methods', 'feature-extractor,ftn', '--out', out, '--json'],
];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-compare-'));
  data = await writeTinyDomain(at('colours'), 20);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn compare', () => {
  it('resumes an interrupted comparison with --resume to the same table and the same adapter', async () => {
    const whole = await ftn(...words(at('whole')));
    expect(whole.code, whole.err).toBe(0);
    const { child, ended } = spawnFtn(words(at('stopped')));
    let asked = false;
    child.stderr!.on('data', (text: Buffer) => {
      if (asked || !/ftn R=2/.test(String(text))) return;
      asked = child.kill('SIGINT');
    });
    const stopped = await ended;
    expect(stopped.code, stopped.err).toBe(130);
    expect(stopped.err).toContain('--resume');

    const again = await ftn(...words(at('stopped')));
    expect(again.code).toBe(2);
    expect(again.err).toContain('already holds a run');

    const resumed = await ftn(...words(at('stopped')), '--resume');
    expect(resumed.code, resumed.err).toBe(0);
    expect(lastJson(resumed.out)).toEqual(lastJson(whole.out));
    const adapter = (folder: string) => readFile(at(folder, 'ftn-R-2', 'colours', 'adapter.safetensors'));
    expect(await adapter('stopped')).toEqual(await adapter('whole'));
  });

  it('trains on every image where no learning rates are searched for', async () => {
    const { code, err } = await ftn(...words(at('all')), '--methods', 'feature-extractor');
    expect(code, err).toBe(0);
    const log = await readFile(
      at('all', 'runs', 'feature-extractor', 'colours', 'seed-0-default-0.1', 'metrics.jsonl'),
      'utf8',
    );
    // 60 images in batches of 8, three epochs.
    expect(log.split('\n').filter((line) => line.includes('"kind":"step"'))).toHaveLength(3 * 8);
  });
});
