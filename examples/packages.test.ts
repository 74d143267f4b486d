import { describe, expect, it } from 'vitest';
import { inAFolder } from './checks/in-folder.js';
import { printed } from './checks/run-program.js';
import { writeTinyDomain } from './checks/tiny-images.js';

inAFolder(() => writeTinyDomain('flowers', ['clover', 'iris', 'rose']));

describe("the programs of the packages' READMEs", () => {
  it('errors: a message says what, where, what was expected and what to do', async () => {
    const [[exitCode, code, message]] = (await printed(() => import('./packages/errors.js'))) as [unknown[]];
    expect([exitCode, code]).toEqual([3, 'FORMAT']);
    expect(message).toMatch(/^a\.pth, .*64.*: the file is cut off: expected 128 bytes[\s\S]*'resnet18'/);
  });

  it('random: a stream depends on nothing but its name', async () => {
    const lines = await printed(() => import('./packages/random.js'));
    expect(lines[0]).toEqual([expect.any(Boolean), expect.any(Number), expect.any(Number)]);
    expect([...(lines[1]![0] as Int32Array)].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('queue: a Redis that cannot serve is named without its password', async () => {
    const [[message]] = (await printed(() => import('./packages/queue.js'))) as [string[]];
    expect(message).toMatch(/^redis:\/\/127\.0\.0\.1:1\/0: the queue cannot be reached: got ECONNREFUSED/);
    expect(message).not.toContain('secret');
  });

  it('store: a store that cannot be reached is named without its keys', async () => {
    const [[message]] = (await printed(() => import('./packages/store.js'))) as [string[]];
    expect(message).toMatch(
      /^s3:\/\/lab\/ranks at 127\.0\.0\.1:2: the store cannot be reached: got ECONNREFUSED/,
    );
    expect(message).not.toContain('secret');
  });

  it('ops: a convolution with the gradient of its kernel', async () => {
    // 8 × 8 outputs of 2 channels: 6 × 6 see 27 ones, 4 × 6 edges 18, 4 corners 12.
    expect(await printed(() => import('./packages/ops.js'))).toEqual([
      [2 * (36 * 27 + 24 * 18 + 4 * 12), [3, 3, 3, 2]],
    ]);
  });

  it('engine: the running engine says which it is, and why', async () => {
    const [[name, threads, why]] = (await printed(() => import('./packages/engine.js'))) as [unknown[]];
    expect(['native', 'wasm', 'cpu']).toContain(name);
    expect(threads).toBeGreaterThanOrEqual(1);
    expect(why).toMatch(/\w+ \w+/);
  });

  it('layers: the kernel of a declared convolution', async () => {
    expect(await printed(() => import('./packages/layers.js'))).toEqual([
      [[3, 3, 64, 128], 73_728],
      [{ stride: 2, padding: 1, dilation: 1, upsample: 1 }],
    ]);
  });

  it('tensor-factors: a layer counts its factors by formula and starts at the shared kernel', async () => {
    expect(await printed(() => import('./packages/tensor-factors.js'))).toEqual([
      [228, 228],
      [0, ['a', 'b', 's']],
    ]);
  });

  it('backbones: ResNet-18 without its classifier computes features', async () => {
    expect(await printed(() => import('./packages/backbones.js'))).toEqual([
      [11_176_512, 'conv1'],
      [[1, 2, 2, 512]],
    ]);
  });

  it('checkpoints: half floats survive a round trip', async () => {
    const lines = await printed(() => import('./packages/checkpoints.js'));
    expect(lines).toEqual([
      [expect.any(Number), 'float16', expect.stringMatching(/^[0-9a-f]{8}$/)],
      [[3, 3, 3, 2]],
    ]);
    expect(lines[0]![0]).toBeGreaterThan(2 * 2 * 3 * 3 * 3);
  });

  it('adapters: a domain over ResNet-18 equals its merged network', async () => {
    expect(await printed(() => import('./packages/adapters.js'))).toEqual([
      [
        {
          convolutions: 88_390,
          batchNorm: 9_600,
          policy: 0,
          head: 1_026,
          statistics: 9_600,
          headStatistics: 0,
        },
      ],
      [[1, 2]],
      [[1, 2]],
    ]);
  });

  it('onnx: a traced graph is encoded to bytes', async () => {
    expect(await printed(() => import('./packages/onnx.js'))).toEqual([[['Conv', 'Relu']], [true]]);
  });

  it('exchange: factors become LoRA and come back', async () => {
    expect(await printed(() => import('./packages/exchange.js'))).toEqual([
      [2 * 4 * 9, 6 * 2],
      [2, true],
    ]);
  });

  it('datasets: a folder gives a batch', async () => {
    expect(await printed(() => import('./packages/datasets.js'))).toEqual([
      [['clover', 'iris', 'rose'], [8, 32, 32, 3], 8 * 32 * 32 * 3, 8],
    ]);
  });

  it('formats: an .npy array is read', async () => {
    expect(await printed(() => import('./packages/formats.js'))).toEqual([[[2, 3], 6]]);
  });

  it('synthetic: made-up sets have the requested sizes', async () => {
    expect(await printed(() => import('./packages/synthetic.js'))).toEqual([
      [320, expect.stringMatching(/^\w+$/)],
      [128 * 160],
    ]);
  });

  it('metrics: a metric equals its value by hand', async () => {
    expect(await printed(() => import('./packages/metrics.js'))).toEqual([['50.00 %'], [75], ['71.96']]);
  });

  it('tasks: classification gives loss and accuracy of two logits', async () => {
    const lines = await printed(() => import('./packages/tasks.js'));
    expect(lines[0]).toEqual([['classification', 'edge', 'semseg']]);
    // Mean of log(1 + e⁻⁹) and log(1 + e⁹).
    expect(lines[1]![0]).toBeCloseTo((Math.log1p(Math.exp(-9)) + Math.log1p(Math.exp(9))) / 2, 4);
    expect(lines[2]).toEqual(['accuracy', 50]);
  });

  it('training: a domain trains for two epochs of two batches', async () => {
    expect(await printed(() => import('./packages/training.js'))).toEqual([[4, 16]]);
  });

  it('generation: a mixture makes three images', async () => {
    expect(await printed(() => import('./packages/generation.js'))).toEqual([[32, 3 * 32 * 32 * 3]]);
  });

  it('report: a table, a drawing and a picture are written', async () => {
    const [[table], [chart, bytes]] = (await printed(() => import('./packages/report.js'))) as [
      [string],
      [string, number],
    ];
    expect(table).toContain('FTN R=1');
    expect(table).toContain('68.10');
    expect(chart).toBe('<svg');
    expect(bytes).toBeGreaterThan(50);
  });

  it('library: a recipe is changed, and data opened by name', async () => {
    expect(await printed(() => import('./packages/library.js'))).toEqual([
      ['Your own images', [4], 5],
      [16, 32, 32],
    ]);
  });
});
