import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { FormatError } from '@ftn/errors';
import type { DenseKey } from '../dense/dense-sample.js';
import type { NyudLabels } from './nyud-classes.js';

/** One published packaging of NYUD for several tasks: a folder for each map, files named by the image's id. */
interface Packaging {
  readonly folders: Readonly<Record<DenseKey, { readonly folder: string; readonly ending: string }>>;
  /** The variables of its .mat files. */
  readonly variables: Partial<Readonly<Record<DenseKey, string>>>;
  /** How its authors count labels. */
  readonly labels: NyudLabels;
}

const table = {
  /** ASTMT's NYUD_MT, which RCM uses too: 425 × 560. */
  rcm: {
    folders: {
      edge: { folder: 'edge', ending: '.png' },
      labels: { folder: 'segmentation', ending: '.mat' },
      normals: { folder: 'normals', ending: '.jpg' },
      depth: { folder: 'depth', ending: '.mat' },
    },
    variables: { labels: 'segmentation', depth: 'depth' },
    labels: 41,
  },
  /** Vandenhende et al.'s Multi-Task-Learning-PyTorch: 480 × 640. */
  vandenhende: {
    folders: {
      edge: { folder: 'edge', ending: '.npy' },
      labels: { folder: 'segmentation', ending: '.png' },
      normals: { folder: 'normals', ending: '.npy' },
      depth: { folder: 'depth', ending: '.npy' },
    },
    variables: {},
    labels: 40,
  },
} satisfies Record<string, Packaging>;

/** A published packaging of NYUD. */
export type NyudPackaging = keyof typeof table;

export const nyudPackagings: Readonly<Record<NyudPackaging, Packaging>> = table;

/**
 * Which packaging a folder is, by the endings of the files in the folders of its maps.
 * @throws FormatError where it is neither packaging
 */
export function detectPackaging(root: string): NyudPackaging {
  const folders = [...new Set(Object.values(table.rcm.folders).map(({ folder }) => folder))];
  const endings = new Map(folders.map((folder) => [folder, endingIn(join(root, folder))]));
  for (const name of Object.keys(table) as NyudPackaging[]) {
    const fits = Object.values(nyudPackagings[name].folders).map(({ folder, ending }) => {
      const found = endings.get(folder);
      return found === undefined ? 0 : found === ending ? 1 : -1;
    });
    if (fits.includes(1) && !fits.includes(-1)) return name;
  }
  const found = [...endings].map(([folder, ending]) => `${folder}/ ${ending ?? 'missing or empty'}`);
  throw new FormatError('this is not a supported packaging of NYUD', {
    file: root,
    expected: 'edge/*.png, segmentation/*.mat, normals/*.jpg, depth/*.mat, or .npy, .png, .npy, .npy',
    got: found.join(', '),
    hint: 'Unpack NYUD_MT there; the folder must hold images/ and gt_sets/ too.',
  });
}

function endingIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((file) => !file.startsWith('.'));
  return name === undefined ? undefined : extname(name).toLowerCase();
}
