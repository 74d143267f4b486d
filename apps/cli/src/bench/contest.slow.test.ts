import { describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';

const python = process.env.FTN_PYTHON ?? 'python3';

describe.runIf(process.env.FTN_SLOW)('ftn bench --vs', () => {
  it('stands beside PyTorch in a step and a prediction, and beside torchvision in data', async () => {
    const small = ['--batch-size', '2', '--size', '64', '--rounds', '2', '--steps', '1', '--python', python];
    for (const [what, rival, rows] of [
      [
        'step',
        'pytorch',
        [
          ['fc-and-bn-only', 0],
          ['ftn', 2],
        ],
      ],
      [
        'predict',
        'pytorch',
        [
          ['merged', 0],
          ['ftn', 2],
        ],
      ],
    ] as const) {
      const { code, out, err } = await ftn(
        'bench',
        what,
        '--vs',
        rival,
        '--ranks',
        '0,2',
        ...small,
        '--json',
      );
      expect(code, err).toBe(0);
      const found = lastJson(out).rows as Record<string, number>[];
      expect(found.map(({ method, rank }) => [method, rank])).toEqual(rows);
      for (const { ratio, min, max } of found) {
        expect(min).toBeGreaterThan(0);
        expect(ratio).toBeGreaterThanOrEqual(min!);
        expect(ratio).toBeLessThanOrEqual(max!);
      }
    }
    const folded = await ftn('bench', 'predict', '--vs', 'onnxruntime', ...small, '--json');
    expect(folded.code, folded.err).toBe(0);
    expect(lastJson(folded.out).rows).toMatchObject([{ method: 'merged', rank: 0, against: 'onnxruntime' }]);
    const data = await ftn('bench', 'data', '--vs', 'torchvision', ...small, '--json');
    expect(data.code, data.err).toBe(0);
    expect(lastJson(data.out).rows).toMatchObject([{ what: 'data', against: 'torchvision' }]);
  }, 3_600_000);
});
