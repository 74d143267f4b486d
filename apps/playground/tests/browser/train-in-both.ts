import { join } from 'node:path';
import { writeAdapterFiles } from '@ftn/adapters/node';
import { loadModel } from '@ftn/library';
import type { Page } from 'playwright-core';
import { trainPhotographs } from '../../src/training/train-photographs.js';
import { openShipped } from '../shipped-shelf.js';
import { drawings } from './test-images.js';
import { type TrainedInPage, trainInPage } from './train-in-page.js';

const choice = { rank: 4, epochs: 15, seed: 0 } as const;

/** The same training in a page and in Node, measured on the same images that neither has seen. */
export interface ComparedTraining extends TrainedInPage {
  readonly photographs: number;
  readonly tests: number;
  /** Accuracy (%) on the test images. */
  readonly accuracy: { readonly page: number; readonly node: number };
  readonly nodeSeconds: number;
}

/** Trains 100 sketches of five classes in the page and in Node, with the same seed; adapters go into the folder. */
export async function trainInBoth(page: Page, folder: string): Promise<ComparedTraining> {
  const at = { page: join(folder, 'page'), node: join(folder, 'node') };
  const data = drawings('sketch', 'train', { classes: 5, perClass: 20 });
  const inPage = await trainInPage(page, data, { name: 'hundred', epochs: choice.epochs, folder: at.page });
  const shelf = await openShipped();
  const began = performance.now();
  try {
    const photographs = { name: 'hundred', ...data };
    const { files } = await trainPhotographs({ backbone: shelf.backbone, photographs, choice });
    await writeAdapterFiles(at.node, files);
  } finally {
    shelf.dispose();
  }
  const nodeSeconds = (performance.now() - began) / 1000;
  const test = drawings('sketch', 'test', { classes: 5, perClass: 40 });
  await using model = await loadModel(null, at);
  const accuracyOf = async (domain: string) => {
    let right = 0;
    for (const { image, label } of test.images) {
      const [best] = await model.predict(domain, image);
      if (best?.label === test.classes[label]) right++;
    }
    return (100 * right) / test.images.length;
  };
  const accuracy = { page: await accuracyOf('page'), node: await accuracyOf('node') };
  const [photographs, tests] = [data.images.length, test.images.length];
  return { ...inPage, photographs, tests, accuracy, nodeSeconds };
}
