import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '@ftn/checkpoints';
import { describe, expect, it } from 'vitest';
import { inAFolder } from './in-folder.js';
import { printed } from './run-program.js';
import { writeTinyDomain } from './tiny-images.js';

/** Runs the programs one after the other in a folder of small data, as a reader would. */
export function runsThePrograms(engine: string): void {
  let trained: number;
  inAFolder(async () => {
    await writeTinyDomain('flowers', ['iris', 'clover', 'rose']);
    await writeTinyDomain('birds', ['jay', 'parrot', 'robin']);
    const firstOf = async (of: string) => join('flowers/test', of, (await readdir(`flowers/test/${of}`))[0]!);
    await copyFile(await firstOf('rose'), 'red.png');
    await copyFile(await firstOf('iris'), 'blue.png');
  });

  describe(`the programs of examples/ on ${engine}`, () => {
    it('train-and-save learns three classes and leaves an adapter', async () => {
      const [[saved, accuracy]] = (await printed(() => import('../train-and-save.js'))) as [[string, number]];
      expect(saved).toBe(join(process.cwd(), 'runs/flowers/adapter'));
      expect(accuracy).toBeGreaterThan(70);
      trained = accuracy;
      expect((await readdir(saved)).sort()).toEqual(['README.md', 'adapter.json', 'adapter.safetensors']);
    });

    it('evaluate finds the accuracy that training found, on the same images', async () => {
      expect(await printed(() => import('../evaluate.js'))).toEqual([
        [`flowers: ${trained} % of 12 test images`],
      ]);
    });

    it('predict names the class of each image with its probability', async () => {
      const lines = await printed(() => import('../predict.js'));
      expect(lines.map(([image, label]) => [image, label])).toEqual([
        ['red.png', 'rose'],
        ['blue.png', 'iris'],
      ]);
      for (const [, , probability] of lines) {
        expect(probability).toBeGreaterThan(0.5);
        expect(probability).toBeLessThanOrEqual(1);
      }
    });

    it('follow-a-run prints a falling loss for every epoch and the accuracy at the end', async () => {
      const lines = await printed(() => import('../follow-a-run.js'));
      const losses = lines.slice(0, 8).map(([text]) => {
        const [, epoch, loss] = /^epoch (\d): loss ([\d.]+)$/.exec(String(text))!;
        return [Number(epoch), Number(loss)] as const;
      });
      expect(losses.map(([epoch]) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(losses[7]![1]).toBeLessThan(losses[0]![1]);
      expect(lines[8]![0]).toBeGreaterThan(70);
      expect(lines).toHaveLength(9);
    });

    it('switch-adapters asks two domains over one network about one image', async () => {
      expect(await printed(() => import('../switch-adapters.js'))).toEqual([
        ['flowers', 'rose'],
        ['birds', 'robin'],
      ]);
    });

    it('merge writes the network with its head, in torchvision’s names', async () => {
      const [[file, network, , scalars]] = (await printed(() => import('../merge.js'))) as [unknown[]];
      expect([file, network]).toEqual([join(process.cwd(), 'flowers.safetensors'), 'resnet10-small']);
      const { tensors } = decodeSafetensors(await readFile('flowers.safetensors'));
      expect(tensors.get('fc.weight')?.shape).toEqual([3, 128]);
      expect(tensors.get('conv1.weight')?.shape).toEqual([16, 3, 3, 3]);
      expect(scalars).toBe([...tensors.values()].reduce((n, { data }) => n + data.length, 0));
    });

    it('export-onnx writes a model of any number of images and three probabilities', async () => {
      const [[file, nodes, input, output]] = (await printed(() => import('../export-onnx.js'))) as [
        unknown[],
      ];
      expect(file).toBe(join(process.cwd(), 'flowers.onnx'));
      expect(nodes).toBeGreaterThan(20);
      expect(input).toEqual([expect.any(String), 3, 64, 64]);
      expect(output).toEqual([expect.any(String), 3]);
      expect((await readFile('flowers.onnx')).length).toBeGreaterThan(1_000_000);
    });

    it('prune takes factors out until none is left', async () => {
      const lines = (await printed(() => import('../prune.js'))) as [number, number, number, number][];
      const [whole] = lines;
      expect(lines).toHaveLength(3);
      expect(whole![3]).toBeCloseTo(trained, 9);
      const factors = lines.map(([, , left]) => left);
      expect(factors).toEqual([...factors].sort((a, b) => b - a));
      expect(factors[2]).toBeLessThan(factors[0]!);
    });

    it('generate draws two landscapes and writes the first', async () => {
      const [[rows]] = (await printed(() => import('../generate.js'))) as [[[string, string[], number][]]];
      expect(rows).toEqual([
        [expect.stringContaining('mini-summer'), [expect.any(String), expect.any(String)], 2],
      ]);
      const png = await readFile('summer.png');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64]);
    });

    it('compare trains each method and gives its accuracy on every test image', async () => {
      const lines = await printed(() => import('../compare.js'));
      expect(lines.map(([method, rank]) => [method, rank])).toEqual([
        ['feature-extractor', null],
        ['ftn', 4],
      ]);
      for (const [, , accuracy] of lines) {
        const right = (12 * (accuracy as number)) / 100;
        expect(right).toBeCloseTo(Math.round(right), 9);
        expect(right).toBeGreaterThanOrEqual(4);
        expect(right).toBeLessThanOrEqual(12);
      }
    });
  });
}
