import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, FtnError, StorageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { mapAtOnce } from '../check/map-at-once.js';
import { preparedFolders } from '../layouts/imagenet-to-sketch.js';
import type { LayoutScan, ListedFile } from '../layouts/layout.js';
import { layouts } from '../layouts/layouts.js';
import { openScan } from '../layouts/open-scan.js';
import { classFolderNames } from './class-folder-names.js';
import { type Manifest, requireResumable, writeManifest } from './manifest.js';
import { type PreparedEncoding, preparedName, writePrepared } from './write-prepared.js';

/** The sets whose published form can be prepared. */
export const preparableLayouts = ['flowers', 'cars', 'cub', 'sketch'] as const;

/** A published data set that can be prepared as class folders. */
export type PreparableLayout = (typeof preparableLayouts)[number];

/** How a data set is prepared. */
export interface PrepareOptions {
  /** How cropped images are written; default 'png', which loses nothing. */
  readonly encoding?: PreparedEncoding;
  /** Called after each image with the number of images done and of all. */
  readonly onImage?: (done: number, total: number) => void;
}

/** What preparing did. */
export interface Prepared {
  readonly folder: string;
  readonly images: number;
  /** Images written now; the others were there from an earlier run. */
  readonly written: number;
}

/** Images worked on at once: a bound on memory. */
const AT_ONCE = 4;

/** One image and where it goes. */
interface Job {
  readonly image: ListedFile;
  readonly target: string;
}

/**
 * Turns a published set into ImageNet-to-Sketch's prepared form: `OUT/NAME/train/CLASS/FILE` and `…/test/…`.
 *
 * Images with a box are cut to it and written again, all others are decoded and copied byte for byte; none that a
 * link brings in from elsewhere. Every file appears under its name only when whole, and those that are there are not
 * written again: the same call continues an interrupted run.
 *
 * @throws FormatError for what is wrong with the set; for broken images, at the end, when all others are written
 */
export async function prepareLayout(
  layout: PreparableLayout,
  root: string,
  out: string,
  options: PrepareOptions = {},
): Promise<Prepared> {
  const { encoding = 'png', onImage } = options;
  const [scan] = await layouts[layout].scan(root);
  openScan(scan!);
  const folder = join(out, preparedFolders[layout]);
  const jobs = plan(scan!, folder, encoding);
  const manifest: Manifest = { version: 1, set: layout, encoding, images: jobs.length, complete: false };
  await requireResumable(folder, manifest);
  return storing(folder, async () => {
    const present = await makeFolders(jobs, folder);
    await writeManifest(folder, manifest);
    let done = 0;
    let written = 0;
    const broken: FtnError[] = [];
    await mapAtOnce(jobs, AT_ONCE, async ({ image, target }) => {
      if (!present.has(target)) {
        try {
          await writePrepared(root, image, target, encoding);
          written++;
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          broken.push(error);
        }
      }
      onImage?.(++done, jobs.length);
    });
    if (broken.length > 0) throw incomplete(broken);
    await writeManifest(folder, { ...manifest, complete: true });
    return { folder, images: jobs.length, written };
  });
}

function plan({ classes, splits }: LayoutScan, folder: string, encoding: PreparedEncoding): Job[] {
  const names = classFolderNames(classes);
  const jobs = Object.entries(splits).flatMap(([split, files]) =>
    files.map((image) => ({
      image,
      target: join(folder, split, names[image.label]!, preparedName(image, encoding)),
    })),
  );
  const targets = new Map<string, ListedFile>();
  for (const { image, target } of jobs) {
    const other = targets.get(target);
    if (other) {
      throw new FormatError(`has the same name as another image of its class`, {
        file: image.path,
        got: other.path,
        hint: 'Rename one of them.',
      });
    }
    targets.set(target, image);
  }
  return jobs;
}

/** Makes the class folders, clears what an interrupted run left half-written, and lists what is there. */
async function makeFolders(jobs: readonly Job[], folder: string): Promise<Set<string>> {
  const present = new Set<string>();
  const inside = new Set(jobs.map(({ target }) => join(target, '..')));
  await makeFolder(folder);
  for (const each of inside) {
    await makeFolder(each);
    for (const name of await readdir(each)) {
      if (name.startsWith('.') && name.endsWith('.partial')) await rm(join(each, name), { force: true });
      else present.add(join(each, name));
    }
  }
  return present;
}

function incomplete(broken: readonly FtnError[]): FormatError {
  const first = broken[0]!;
  const more = broken.length > 1 ? ` (and ${broken.length - 1} more images: \`checkData\` lists all)` : '';
  return new FormatError(`${first.problem}${more}`, {
    ...first.details,
    hint: 'Replace what is broken and run the same command again: what is done is kept.',
  });
}

/** Gives errors of the file system words. */
async function storing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (FtnError.isInstance(cause) || !code) throw cause;
    throw new StorageError(`the prepared images cannot be written (${code})`, {
      file: folder,
      hint: 'Make room and run the same command again: what is done is kept.',
      cause,
    });
  }
}
