import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError, UsageError } from '@ftn/errors';
import { createMethod } from '@ftn/tensor-factors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRecipe } from '../recipes/load-recipe.js';
import { planTraining } from '../train/plan-training.js';
import { isMethodFile, loadMethod } from './load-method.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-method-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file that defines a method and needs nothing of ours. */
async function written(file: string, name: string): Promise<string> {
  const path = join(folder, file);
  await writeFile(
    path,
    `export default {
      name: '${name}', title: 'Heads alone', summary: 'a head on the frozen network', options: {},
      create: () => ({ convolution: () => null, ownsBatchNorm: () => false, usesShared: true, traits: { startsAtBase: true } }),
    };`,
  );
  return path;
}

describe('loadMethod', () => {
  it('registers the method of a file, and accepts it again', async () => {
    const file = await written('heads.mjs', 'heads-alone');
    expect((await loadMethod(file)).name).toBe('heads-alone');
    await loadMethod(file);
    expect(createMethod('heads-alone').traits).toEqual({ startsAtBase: true, freezesShared: true });
  });

  it('trains a method unknown to the recipe with the first optimizer of each parameter group', async () => {
    const method = await loadMethod(await written('more-heads.mjs', 'more-heads'));
    const { recipe, system } = planTraining({ data: 'mini-domains/sketch', recipe: 'default', method });
    const { methods } = loadRecipe('default');
    expect(system.method).toBe('more-heads');
    expect(system.config.optimizers.default).toEqual(Object.values(methods)[0]!.optimizers.default);
    expect(system.config.optimizers.factors).toEqual(methods.ftn!.optimizers.factors);
    expect(Object.keys(recipe.methods)).toEqual(['more-heads']);
  });

  it('refuses a missing file, one that exports no method, and a name already taken', async () => {
    await expect(loadMethod(join(folder, 'none.mjs'))).rejects.toThrow(StorageError);
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, 'export const method = 1;');
    await expect(loadMethod(empty)).rejects.toThrow('got no default export');
    const number = join(folder, 'number.mjs');
    await writeFile(number, 'export default 3;');
    await expect(loadMethod(number)).rejects.toThrow('a default export that is number');
    const taken = await written('taken.mjs', 'taps');
    await expect(loadMethod(taken)).rejects.toThrow(UsageError);
    await expect(loadMethod(taken)).rejects.toThrow("the method 'taps' is already registered");
  });

  it('tells a file path from a method name', () => {
    expect(['./mine.mjs', 'mine.js', 'a/b', 'C:\\mine.ts'].filter(isMethodFile)).toHaveLength(4);
    expect(['ftn', 'fine-tuning', 'mine'].filter(isMethodFile)).toEqual([]);
  });
});
