import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@ftn/checkpoints';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let data: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const train = (...words: string[]) => ftn('train', '--recipe', tinyRecipe, '--workers', '0', ...words);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-half-'));
  data = await writeTinyDomain(at('colours'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn train --half', () => {
  it('with --half stores the adapter in float16 and says what it reaches before and after', async () => {
    const out = at('half');
    const words = ['--data', data, '--method', 'ftn', '--rank', '2', '--out', out, '--half'];
    const { code, out: text, err } = await train(...words);
    expect(code, err).toBe(0);
    expect(text).toMatch(/domain +metric +float32 +float16/);
    const file = decodeSafetensors(await readFile(join(out, 'adapter', 'adapter.safetensors')));
    const kinds = new Set([...file.tensors.values()].map(({ dtype }) => dtype));
    expect(kinds).toContain('float16');
    expect(kinds).not.toContain('float32');
    const again = await train(...words, '--json');
    expect(again.code, again.err).toBe(0);
    const { rows, half } = lastJson(again.out) as {
      rows: { value: number }[];
      half: {
        bytes: number;
        bytesBefore: number;
        measured: { metrics: { metric: string; before: number; after: number }[] };
      }[];
    };
    expect(half).toHaveLength(1);
    expect(half[0]!.bytes).toBeLessThan(0.7 * half[0]!.bytesBefore);
    const [first] = half[0]!.measured.metrics;
    expect(first).toMatchObject({ metric: 'accuracy', before: rows[0]!.value });
    const evaluated = lastJson((await ftn('evaluate', '--adapter', out, '--json')).out) as {
      rows: { metric: string; value: number }[];
    };
    for (const { metric, after } of half[0]!.measured.metrics)
      expect(evaluated.rows.find((row) => row.metric === metric)?.value).toBe(after);
    const manifest = JSON.parse(await readFile(join(out, 'adapter', 'adapter.json'), 'utf8'));
    expect(manifest.metrics.accuracy).toBe(first!.after);
  });

  it('refuses --half where no adapter is written', async () => {
    const scratch = ['--from-scratch', '--method', 'fine-tuning', '--out', at('none')];
    const backbone = await train('--data', data, '--half', ...scratch);
    expect(backbone.code).toBe(2);
    expect(backbone.err).toContain('--half and --from-scratch exclude each other');
    const joint = await train('--data', data, '--half', '--joint-backbone', '--out', at('none'));
    expect(joint.code).toBe(2);
    expect(joint.err).toContain('--half does not apply to training a backbone');
    const one = await train('--data', data, '--joint', '--out', at('none'));
    expect(one.code).toBe(2);
    expect(one.err).toContain(
      "--joint trains several tasks on the same batches: expected two tasks or more, got classification. Leave --joint out. One backbone on all domains together: 'ftn train --joint-backbone'.",
    );
    expect(existsSync(at('none'))).toBe(false);
  });
});
