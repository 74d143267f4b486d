import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResultRow } from '@ftn/report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnFtn } from './testing/commands.js';

interface Table {
  rows: ResultRow[];
  means: ResultRow[];
}

const scratch = mkdtempSync(join(tmpdir(), 'ftn-comparisons-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function table(...words: string[]): Promise<Table> {
  const { code, out, err } = await spawnFtn(words).ended;
  expect(code, err).toBe(0);
  return JSON.parse(out.trimEnd().split('\n').at(-1)!);
}

/** feature extractor < FC and BN only < FTN at the higher rank, which closes half of what is left to fine-tuning. */
function expectOrder({ means }: Table): void {
  const of = (method: string) => means.filter((row) => row.method === method).at(-1)!;
  const [features, norms, ftn, tuned] = ['feature-extractor', 'fc-and-bn-only', 'ftn', 'fine-tuning'].map(of);
  expect(features!.value).toBeLessThan(norms!.value);
  expect(norms!.value).toBeLessThan(ftn!.value);
  expect(ftn!.value - norms!.value).toBeGreaterThanOrEqual((tuned!.value - norms!.value) / 2);
  const backbone = features!.parameters;
  expect(ftn!.parameters - backbone).toBeLessThan(0.05 * tuned!.parameters);
  for (const { deviation } of means) expect(deviation).toBeGreaterThanOrEqual(0);
}

describe('ftn compare with three seeds on the demo', () => {
  it('ranks the methods in the expected order', async () => {
    const result = await table('demo', '--seeds', '0,1,2', '--out', join(scratch, 'demo'), '--json');
    expect(new Set(result.rows.map((row) => row.domain)).size).toBe(5);
    expectOrder(result);
  });

  describe('ftn compare on real images', () => {
    const data = join(scratch, 'data');
    const fashion = join(scratch, 'fashion');
    beforeAll(async () => {
      const script = fileURLToPath(new URL('../../../scripts/real-images.mjs', import.meta.url));
      const { status, stderr } = spawnSync(process.execPath, [script, data], { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      const source = ['train', '--recipe', 'real-images-source', '--method', 'fine-tuning', '--from-scratch'];
      const images = ['--data', `idx:${join(data, 'fashion-mnist')}`, '--limit', '1000', '--out', fashion];
      const { code, err } = await spawnFtn([...source, ...images]).ended;
      expect(code, err).toBe(0);
    }, 3_600_000);

    it('ranks the methods in the expected order on digits and textured clothes', async () => {
      const result = await table(
        ...['compare', '--recipe', 'real-images', '--weights', join(fashion, 'backbone.safetensors')],
        ...['--data', `idx:${join(data, 'digits')}`, '--data', `textured:idx:${join(data, 'fashion-mnist')}`],
        ...[
          '--limit',
          '50',
          '--test-limit',
          '200',
          '--seeds',
          '0,1,2',
          '--out',
          join(scratch, 'real'),
          '--json',
        ],
      );
      expectOrder(result);
    });
  });
});
