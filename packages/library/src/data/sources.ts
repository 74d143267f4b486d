import { existsSync } from 'node:fs';
import { denseKeys } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import { miniDomainStyles, miniSketchSets } from '@ftn/synthetic';
import type { DataSource } from './data-source.js';
import { checkFolder, openFolder } from './folder.js';
import { openIdxFolder } from './idx-folder.js';
import { openMiniDomains } from './mini-domains.js';
import { openMiniRooms } from './mini-rooms.js';
import { miniSeasonsParts, openMiniSeasons } from './mini-seasons.js';
import { openMiniSketch } from './mini-sketch.js';
import { checkNyudRoot, openNyudRoot } from './nyud.js';
import { checkOwnMaps, openOwnMaps } from './own-maps.js';
import { publishedSources } from './published.js';
import { splitShift } from './shifted-data.js';
import { checkTransient, openTransientDomains } from './transient-attributes.js';

/** Words that name what is made by code: alone, or with a part of it (`mini-domains/sketch`). */
const madeUpSources = new Map<string, DataSource>(
  Object.entries({
    'mini-domains': {
      form: 'mini-domains[/STYLE]',
      summary: 'made up: 16 classes of things drawn in six styles',
      parts: miniDomainStyles,
      open: async (place, settings) => openMiniDomains(place, settings),
    },
    'mini-sketch': {
      form: 'mini-sketch[/SET]',
      summary: 'made up: five sets of different classes, as ImageNet-to-Sketch has',
      parts: miniSketchSets,
      open: async (place, settings) => openMiniSketch(place, settings),
    },
    'mini-seasons': {
      form: 'mini-seasons[/SEASON]',
      summary: 'made up: landscapes of five kinds in four seasons; mini-seasons/all tells seasons apart',
      parts: miniSeasonsParts,
      open: async (place, settings) => openMiniSeasons(place, settings),
    },
    'mini-rooms': {
      form: 'mini-rooms',
      summary: 'made up: ray-traced rooms with edges, labels, normals and depth, as NYUD has',
      recipe: 'mini-rooms',
      targets: denseKeys,
      parts: [],
      open: async (_place, settings) => openMiniRooms(settings),
    },
  } satisfies Record<string, DataSource>),
);

/** Words that are followed by a colon and a path. */
const pathSources = new Map<string, DataSource>(
  Object.entries({
    idx: {
      form: 'idx:FOLDER',
      summary: 'the four files of MNIST, Fashion-MNIST or a set of their form',
      open: async (place) => [await openIdxFolder(place)],
    },
    maps: {
      form: 'maps:FOLDER',
      summary: 'your own images/ with labels/, depth/, normals/ or edges/ beside it, and maps.json',
      recipe: 'maps',
      targets: denseKeys,
      takesTestFraction: true,
      open: openOwnMaps,
      check: checkOwnMaps,
    },
    nyud: {
      form: 'nyud:ROOT',
      summary: 'NYUD: a published packaging, or nyu_depth_v2_labeled.mat with its two lists',
      recipe: 'nyud',
      targets: denseKeys,
      open: openNyudRoot,
      check: checkNyudRoot,
    },
    'transient-attributes': {
      form: 'transient-attributes:ROOT',
      summary: 'the Transient Attributes by day, a domain for each season',
      open: async (place) => openTransientDomains(place),
      check: checkTransient,
    },
    ...publishedSources,
  } satisfies Record<string, DataSource>),
);

const folderSource: DataSource = {
  form: 'FOLDER',
  summary: 'train/ and test/ with a folder of images for each class, or a folder of such folders',
  takesTestFraction: true,
  open: openFolder,
  check: checkFolder,
};

/** Every form a word for data may have. */
const allSources = (): readonly DataSource[] => [
  folderSource,
  ...madeUpSources.values(),
  ...pathSources.values(),
];

/**
 * Adds a kind of data for this process: `WORD:PATH` opens it, in every function and verb.
 *
 * @throws UsageError where the word is taken or is not lower-case letters, digits and hyphens
 */
export function registerData(word: string, source: DataSource): void {
  if (!/^[a-z][a-z0-9-]+$/.test(word)) {
    throw new UsageError(`'${word}' cannot name a kind of data`, {
      expected: 'two or more lower-case letters, digits and hyphens',
    });
  }
  if (pathSources.has(word) || madeUpSources.has(word)) {
    throw new UsageError(`the kind of data '${word}' is already registered`, {
      hint: 'Choose another word.',
    });
  }
  pathSources.set(word, source);
}

/** Every word for data and what it names, the parts of made-up sets each by itself. */
export function dataWords(): { name: string; summary: string }[] {
  const parts = [...madeUpSources].flatMap(([word, source]) =>
    (source.parts ?? []).map((part) => ({ name: `${word}/${part}`, summary: `part of ${word}` })),
  );
  return [...allSources().map(({ form, summary }) => ({ name: form, summary })), ...parts];
}

/** The forms of data that can be checked for what is wrong with it. */
export const checkableForms = (): string[] =>
  allSources().flatMap(({ check, form }) => (check ? [form] : []));

/** A word for data taken apart: who opens it, and the rest of it. */
export interface ParsedData {
  /** The word before the place; null for a plain folder. */
  readonly word: string | null;
  readonly source: DataSource;
  readonly place: string;
}

/**
 * Finds who opens a word for data.
 *
 * @throws UsageError where it has the form of one and is none
 */
export function parseData(spec: string): ParsedData {
  const colon = spec.indexOf(':');
  const word = spec.slice(0, Math.max(colon, 0));
  const byPath = pathSources.get(word);
  if (byPath) {
    const place = spec.slice(colon + 1);
    if (place !== '') return { word, source: byPath, place };
    throw new UsageError(`'${spec}' does not name a folder`, { expected: byPath.form });
  }
  const [first = '', ...rest] = spec.split('/');
  const madeUp = madeUpSources.get(first);
  if (madeUp) {
    const place = rest.join('/');
    if (place === '' || madeUp.parts?.length !== 0) return { word: first, source: madeUp, place };
    throw new UsageError(`'${first}' has no part '${place}'`, { expected: madeUp.form });
  }
  // One letter before a colon is a drive, and a folder may have a colon in its name.
  if (/^[a-z][a-z0-9-]+$/.test(word) && !existsSync(spec)) {
    throw new UsageError(`unknown kind of data '${word}'`, {
      hint: suggest(word, [...pathSources.keys()]),
    });
  }
  const needsPath = existsSync(spec) ? undefined : pathSources.get(spec);
  if (needsPath) throw new UsageError(`'${spec}' does not name a folder`, { expected: needsPath.form });
  return { word: null, source: folderSource, place: spec };
}

/** The recipe of the first data set that has one; else `default`. */
export function recipeFor(specs: readonly string[]): string {
  for (const spec of specs) {
    const { recipe } = parseData(splitShift(spec)?.spec ?? spec).source;
    if (recipe !== undefined) return recipe;
  }
  return 'default';
}
