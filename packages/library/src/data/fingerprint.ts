import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Dataset,
  type FileHashes,
  hashImages,
  hashMaps,
  hasMaps,
  openFileHashes,
  type TargetName,
} from '@ftn/datasets';
import type { Data } from './data.js';

/** Fewer files than this are read as fast as the file that remembers what they held. */
const worthKeeping = 1000;

/** The files whose hashes are remembered from one run to the next: read again where their size or a time changed. */
const remembered = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ftn', 'file-hashes.json');

/** What files of some sets hold: for all of one run together, so that each is read once, and saved at its end. */
export function openHashes(
  sets: readonly Pick<Data, 'train' | 'validation' | 'test'>[],
): Promise<FileHashes> {
  const images = sets.reduce(
    (n, { train, validation, test }) => n + train.length + validation.length + test.length,
    0,
  );
  return openFileHashes(images < worthKeeping ? undefined : remembered());
}

/** The sha256 of a set's classes and of its images with what is learned from them. The folder itself may move. */
export async function hashDataset(
  dataset: Dataset,
  targets: readonly TargetName[],
  hashes: FileHashes,
): Promise<string> {
  if (!hasMaps(dataset)) return hashImages(dataset, hashes);
  const keys = dataset.keys.filter((key) => targets.includes(key));
  return hashMaps(dataset, keys, hashes);
}

/** What tells one set of images from others. */
interface SetIdentity {
  readonly images: number;
  readonly sha256: string;
}

/** What tells a domain's images from others. */
export interface DataIdentity {
  readonly domain: string;
  readonly classes: readonly string[];
  readonly train: SetIdentity;
  readonly validation: SetIdentity;
  readonly test: SetIdentity;
}

/** The identity of a domain's images with what some tasks learn from them. */
export type Identify = (data: Data, targets: readonly TargetName[]) => Promise<DataIdentity>;

/** Identifies images, those of a domain with the same targets once: hashing a made-up set draws it. */
export function createIdentify(hashes: FileHashes): Identify {
  const known = new Map<Data, Map<string, Promise<DataIdentity>>>();
  return (data, targets) => {
    const ofData = known.get(data) ?? new Map<string, Promise<DataIdentity>>();
    known.set(data, ofData);
    const key = [...targets].sort().join();
    const identity = ofData.get(key) ?? dataIdentity(data, targets, hashes);
    ofData.set(key, identity);
    return identity;
  };
}

/** What tells a resumed run that its training and validation images are those it was started with, by their bytes. */
export async function dataIdentity(
  data: Data,
  targets: readonly TargetName[],
  hashes: FileHashes,
): Promise<DataIdentity> {
  const identityOf = async (set: Dataset) => ({
    images: set.length,
    sha256: await hashDataset(set, targets, hashes),
  });
  return {
    domain: data.name,
    classes: data.classes,
    train: await identityOf(data.train),
    validation: await identityOf(data.validation),
    test: await identityOf(data.test),
  };
}
