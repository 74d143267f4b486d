import { decodeDomain } from '@ftn/adapters';
import { MismatchError } from '@ftn/errors';
import { miniDomain } from '@ftn/synthetic';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShipped } from '../../tests/shipped-shelf.js';
import { zipAdapter } from '../model/adapter-zip.js';
import type { DomainShelf } from '../model/domain-shelf.js';
import type { PixelImage } from '../model/pixel-image.js';
import type { Photographs } from './photographs.js';
import { splitPhotographs } from './photographs.js';
import { applySquare } from './square.js';
import { accuracyOf, type TrainingEvent, trainPhotographs } from './train-photographs.js';

/** Three classes of sketches, `perClass` of each. */
function sketches(perClass: number, split: 'train' | 'test' = 'train'): Photographs {
  const set = miniDomain({ style: 'sketch', split, perClass });
  const images = Array.from({ length: 3 * perClass }, (_, i) => ({
    label: set.label(i),
    image: set.image(i) as PixelImage,
  }));
  return { name: 'three sketches', classes: set.classes.slice(0, 3), images };
}

let shelf: DomainShelf;
beforeAll(async () => {
  shelf = await openShipped();
});
afterAll(() => shelf.dispose());

it('holds every fifth photograph of a class out, and refuses what cannot be learned', () => {
  const { train, heldOut } = splitPhotographs(sketches(11));
  expect([train.length, heldOut?.length]).toEqual([27, 6]);
  expect(splitPhotographs(sketches(4)).heldOut).toBeNull();
  const one = sketches(3);
  expect(() => splitPhotographs({ ...one, classes: ['bird'] })).toThrow(MismatchError);
  expect(() => splitPhotographs({ ...one, classes: [...one.classes, 'none'] })).toThrow(
    /the class 'none' has too few photographs: expected 2 or more, better 5 to 30, got 0/,
  );
});

it('learns three classes from thirty sketches; its adapter is small and says the same when it is read back', async () => {
  const events: TrainingEvent[] = [];
  const before = memory().numTensors;
  const { files, accuracy, images, heldOut, epochs } = await trainPhotographs({
    backbone: shelf.backbone,
    photographs: sketches(10),
    choice: { rank: 2, epochs: 6, seed: 1 },
    onEvent: (event) => events.push(event),
  });
  // What the frozen network caches of itself at its first pass may stay; nothing of the domain.
  expect(memory().numTensors - before).toBeLessThan(60);
  expect({ images, heldOut, epochs }).toEqual({ images: 24, heldOut: 6, epochs: 6 });
  const steps = events.filter(({ kind }) => kind === 'step');
  expect(steps).toHaveLength(12);
  expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss);
  expect(events.filter(({ kind }) => kind === 'epoch')).toHaveLength(6);
  expect(accuracy).toBeGreaterThanOrEqual(50);
  expect(zipAdapter('three', files).length).toBeLessThan(100_000);
  const { domain, manifest } = await decodeDomain(files, shelf.backbone);
  try {
    const test = splitPhotographs({ ...sketches(5, 'test') });
    expect(await accuracyOf(domain, test.train)).toBeGreaterThan(60);
    expect(manifest.metrics.accuracy).toBe(accuracy);
    expect(manifest.data?.splits).toEqual({ train: { images: 24 }, validation: { images: 6 } });
  } finally {
    domain.dispose();
  }
});

it('keeps what it has learned when it is stopped', async () => {
  const stop = new AbortController();
  const { epochs, files } = await trainPhotographs({
    backbone: shelf.backbone,
    photographs: sketches(4),
    choice: { rank: 1, epochs: 50, seed: 1 },
    signal: stop.signal,
    onEvent: ({ kind }) => kind === 'epoch' && stop.abort(),
  });
  expect(epochs).toBeLessThan(4);
  expect(await shelf.add(files)).toMatchObject({ name: 'three sketches', accuracy: null });
});

it('gives the middle square of a photograph, as evaluation sees it', () => {
  const data = Uint8Array.from({ length: 128 * 96 * 3 }, (_, i) => (Math.floor(i / 3) % 128 < 12 ? 0 : 200));
  const square = applySquare({ kind: 'pixels', data, width: 128, height: 96, channels: 3 });
  expect([square.width, square.height]).toEqual([64, 64]);
  // The dark columns on the left are cut off with the (128 − 96) / 2 that stand over.
  expect(Math.min(...square.data)).toBe(200);
});
