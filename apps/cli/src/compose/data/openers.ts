import { existsSync } from 'node:fs';
import { suggest, UsageError } from '@ftn/errors';
import { miniDomainStyles, miniSketchSets } from '@ftn/synthetic';
import { denseWords, parseDenseWord } from '../dense/dense-words.js';
import type { DataOpener } from './data-opener.js';
import { openFolder } from './folder.js';
import { openIdxFolder } from './idx-folder.js';
import { openMiniDomains } from './mini-domains.js';
import { miniSeasonsParts, openMiniSeasons } from './mini-seasons.js';
import { openMiniSketch } from './mini-sketch.js';
import { publishedOpeners } from './published.js';
import { openTransientDomains } from './transient-attributes.js';

/** Words that name what is made by code: alone, or with a part of it (`mini-domains/sketch`). */
const madeUpOpeners: Readonly<Record<string, DataOpener>> = {
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
};

/** Words that are followed by a colon and a path. */
const pathOpeners: Readonly<Record<string, DataOpener>> = {
  idx: {
    form: 'idx:FOLDER',
    summary: 'the four files of MNIST, Fashion-MNIST or a set of their form',
    open: async (place) => [await openIdxFolder(place)],
  },
  'transient-attributes': {
    form: 'transient-attributes:ROOT',
    summary: 'the Transient Attributes by day, a domain for each season',
    open: async (place) => openTransientDomains(place),
  },
  ...publishedOpeners,
};

const folderOpener: DataOpener = {
  form: 'FOLDER',
  summary: 'train/ and test/ with a folder of images for each class, or a folder of such folders',
  open: openFolder,
};

/** Every form a data word may have. */
const openers: readonly DataOpener[] = [
  folderOpener,
  ...Object.values(madeUpOpeners),
  ...Object.values(pathOpeners),
];

/** Every data word and what it names, the parts of made-up sets each by itself. */
export function dataWords(): { name: string; summary: string }[] {
  const parts = Object.entries(madeUpOpeners).flatMap(([word, opener]) =>
    (opener.parts ?? []).map((part) => ({ name: `${word}/${part}`, summary: `part of ${word}` })),
  );
  const all = [...openers, ...Object.values(denseWords)];
  return [...all.map(({ form, summary }) => ({ name: form, summary })), ...parts];
}

/** A data word taken apart: who opens it, and the rest of it. */
export interface ParsedData {
  /** The word before the place; null for a plain folder. */
  readonly word: string | null;
  readonly opener: DataOpener;
  readonly place: string;
}

/** Finds who opens a data word; UsageError where it has the form of one and is none. */
export function parseData(spec: string): ParsedData {
  const dense = parseDenseWord(spec);
  if (dense) {
    throw new UsageError(`'${spec}' has no classes of images`, {
      expected: 'classes to tell apart',
      hint: `Add --task (edge, semseg, normals, depth) to learn the maps of ${dense.word.form}.`,
    });
  }
  const colon = spec.indexOf(':');
  const word = spec.slice(0, Math.max(colon, 0));
  const byPath = Object.hasOwn(pathOpeners, word) ? pathOpeners[word] : undefined;
  if (byPath) {
    const place = spec.slice(colon + 1);
    if (place !== '') return { word, opener: byPath, place };
    throw new UsageError(`'${spec}' names no folder`, { expected: byPath.form });
  }
  const [first = '', ...rest] = spec.split('/');
  const madeUp = Object.hasOwn(madeUpOpeners, first) ? madeUpOpeners[first] : undefined;
  if (madeUp) return { word: first, opener: madeUp, place: rest.join('/') };
  // One letter before a colon is a drive, and a folder may have a colon in its name.
  if (/^[a-z][a-z0-9-]+$/.test(word) && !existsSync(spec)) {
    throw new UsageError(`there is no kind of data called '${word}'`, {
      hint: suggest(word, Object.keys(pathOpeners)),
    });
  }
  return { word: null, opener: folderOpener, place: spec };
}
