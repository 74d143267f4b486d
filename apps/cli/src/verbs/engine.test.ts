import { describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';

describe('ftn engine', () => {
  it('says which engine runs, why and how fast it is', async () => {
    const { code, out, err } = await ftn('engine');
    expect(code, err).toBe(0);
    expect(out).toMatch(/^engine +(native|wasm|cpu)$/m);
    expect(out).toMatch(/^device +(cpu|gpu)$/m);
    expect(out).toMatch(/^threads +\d+$/m);
    expect(out).toMatch(/^speed +\d+\.\d GFLOP\/s/m);
    expect(out).toMatch(/^why +\S/m);
    expect(out).toMatch(/^better +\S/m);
  });

  it('gives the same facts with --json', async () => {
    const { code, out } = await ftn('engine', '--json');
    expect(code).toBe(0);
    const { engine, rows } = lastJson(out) as { engine: string; rows: Record<string, unknown>[] };
    expect(rows[0]).toMatchObject({ name: engine, threads: expect.any(Number), gflops: expect.any(Number) });
  });
});

describe('ftn bench', () => {
  it('times a training step of any backbone and method', async () => {
    const words = [
      '--backbone',
      'resnet10-small',
      '--size',
      '32',
      '--batch-size',
      '2',
      '--rank',
      '4',
      '--steps',
      '3',
    ];
    const { code, out, err } = await ftn('bench', ...words, '--json');
    expect(code, err).toBe(0);
    const { rows } = lastJson(out) as { rows: Record<string, number>[] };
    expect(rows[0]).toMatchObject({
      backbone: 'resnet10-small',
      method: 'ftn',
      rank: 4,
      batchSize: 2,
      size: 32,
    });
    expect(rows[0]!.millisecondsLeast).toBeGreaterThan(0);
    expect(rows[0]!.millisecondsMedian).toBeGreaterThanOrEqual(rows[0]!.millisecondsLeast!);
    expect(rows[0]!.imagesPerSecond).toBeCloseTo(2000 / rows[0]!.millisecondsMedian!, 6);
    expect(rows[0]!.tensorsGained).toBe(0);
    expect(rows[0]!.adapterBytes).toBe(2 * rows[0]!.adapterHalfBytes!);
    expect(rows[0]!.adapterHalfBytes).toBeGreaterThan(1000);
  });

  it('refuses a backbone or method it cannot measure', async () => {
    expect((await ftn('bench', '--backbone', 'resnet19')).err).toContain("Did you mean 'resnet18'?");
    expect((await ftn('bench', '--steps', '0')).code).toBe(2);
  });
});
