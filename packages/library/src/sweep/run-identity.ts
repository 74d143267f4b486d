import { createHash } from 'node:crypto';
import { canonicalJson } from '@ftn/adapters';
import { readFileBytes } from '@ftn/checkpoints/node';
import type { Data } from '../data/data.js';
import { createIdentify, type Identify, openHashes } from '../data/fingerprint.js';
import { learnedOf } from '../data/learned-of.js';
import { openAll, usualHoldOut } from '../data/open-data.js';
import { type RunWork, workOfRun } from '../estimate/run-work.js';
import { libraryVersion } from '../files/package-files.js';
import { weightsFile } from '../networks/open-backbone.js';
import { listOf } from '../one-or-several.js';
import { keepOf } from '../recipes/kept-epoch.js';
import type { TrainOptions } from '../train/options.js';
import { openingFor, outputStrideOf, planTraining, tasksFor } from '../train/plan-training.js';
import { runSettings } from '../train/run-settings.js';

/** What a run of a sweep is given: plain data, so that another process can take it. */
export type CellOptions = Omit<TrainOptions, 'method' | 'signal' | 'out' | 'beforeWrite'> & {
  readonly method: string;
};

/** What tells a run from every other, and what it does. */
export interface IdentifiedRun {
  readonly id: string;
  readonly work: readonly RunWork[];
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/**
 * Makes the function that identifies runs, which opens each set of images and reads each file of weights once.
 *
 * The identity of a run is a hash of its resolved settings, of its training, validation and test images with what is
 * learned from them, of the weights it stands on, of the threads it computes with and of the library's version.
 */
export function createIdentifyRun(): (options: CellOptions, threads: number) => Promise<IdentifiedRun> {
  const opened = new Map<string, Promise<{ domains: readonly Data[]; identify: Identify }>>();
  const weights = new Map<string, Promise<string>>();
  return async (options, threads) => {
    const { recipe, system } = planTraining(options);
    const keep = keepOf(recipe);
    const opening = openingFor(recipe, options, keep === 'best' ? usualHoldOut : 0);
    const place = canonicalJson([options.data, opening]);
    const open = async () => {
      const domains = await openAll(listOf(options.data), opening, recipe.domains);
      return { domains, identify: createIdentify(await openHashes(domains)) };
    };
    const images = opened.get(place) ?? open();
    opened.set(place, images);
    const { domains, identify } = await images;
    const file = weightsFile({ name: recipe.backbone, weights: options.weights });
    const hash = weights.get(file) ?? readFileBytes(file).then(sha256);
    weights.set(file, hash);
    const outputStride = outputStrideOf(recipe);
    const work: RunWork[] = [];
    const settings = await Promise.all(
      domains.map(async (data) => {
        const tasks = tasksFor(recipe, data);
        work.push(...workOfRun({ recipe, system, keep, tasks, data, weights: file, outputStride }));
        const identity = await identify(data, learnedOf(tasks));
        const backbone = { name: recipe.backbone, sha256: await hash };
        const shared = { recipe, system, keep, tasks, backbone, outputStride };
        return { ...runSettings({ ...shared, data: [identity] }), test: identity.test };
      }),
    );
    const { seed } = recipe;
    const id = sha256(canonicalJson({ settings, seed, threads, version: libraryVersion() })).slice(0, 16);
    return { id, work };
  };
}
