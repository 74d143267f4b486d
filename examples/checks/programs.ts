import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
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
