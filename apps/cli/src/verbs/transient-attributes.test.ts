import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyTransient } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';
import { writeTinyGenerator } from '../testing/tiny-generator.js';

let scratch: string;
let generator: string[];
const at = (...parts: string[]) => join(scratch, ...parts);
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-transient-'));
  await writeTinyGenerator(at('G.safetensors'));
  generator = ['--generator', at('G.safetensors')];
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn train --generator on Transient Attributes', () => {
  const words = () => [
    ...['train', ...generator, '--recipe', 'seasons', '--rank', '1', '--set', 'generator.expected={}'],
    ...['--set', 'epochs=1', '--data', `transient-attributes:${at('ta')}`],
  ];
  beforeAll(() => writeTinyTransient(at('ta'), 3));

  it('has one class per season, counted beside the paper’s figures', async () => {
    const { code, err } = await ftn(...words(), '--set', 'domains=[winter]', '--out', at('ta-winter'));
    expect(code, err).toBe(0);
    expect(err).toContain('winter 3 (2566)');
    const manifest = JSON.parse(await readFile(at('ta-winter', 'adapter', 'adapter.json'), 'utf8'));
    expect([manifest.outputs, manifest.linears]).toEqual([['winter'], 'all']);
    const drawn = await ftn(
      ...['generate', ...generator, '--adapter', at('ta-winter'), '--base', '--out', at('ta.png')],
    );
    expect(drawn.code, drawn.err).toBe(0);
  });

  it('names the row that does not parse, and a season without images', async () => {
    const none = await ftn(...words(), '--out', at('ta-none'));
    expect(none.err).toContain("the domain 'spring' has no images");
    await appendFile(at('ta', 'annotations', 'annotations.tsv'), '00000064/9.jpg\t0.9\n');
    const { code, err } = await ftn(...words(), '--out', at('ta-broken'));
    expect(code).toBe(3);
    expect(err).toMatch(/annotations\.tsv, line 4: the row has 1 attributes: expected 40/);
    const checked = await ftn('data', 'check', `transient-attributes:${at('ta')}`);
    expect(checked.code).toBe(3);
    expect(checked.out).toMatch(/annotations\.tsv:4: /);
  });
});
