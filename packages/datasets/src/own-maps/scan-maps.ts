import { existsSync } from 'node:fs';
import { extname, join, parse } from 'node:path';
import { FormatError } from '@ftn/errors';
import { readRegularFile } from '@ftn/errors/node';
import { type DenseKey, denseKeys } from '../dense/dense-sample.js';
import type { MapFile, MapFiles } from '../dense/maps/map-file.js';
import { visibleEntries } from '../folders/folder-entries.js';
import { isImageName } from '../folders/image-names.js';
import { Findings } from '../layouts/findings.js';
import { nameFault } from '../layouts/listed-path.js';
import { readTextLines } from '../layouts/text-list.js';
import { type MapSettings, parseMapSettings, settingsName } from './map-settings.js';

/** The folder of each kind of map. */
export const mapFolders: Readonly<Record<DenseKey, string>> = {
  edge: 'edges',
  labels: 'labels',
  normals: 'normals',
  depth: 'depth',
};

/** The endings a map may have, in the order in which they are looked for. */
const endings = ['.png', '.npy', '.mat', '.jpg', '.jpeg'];

/** No file of settings comes near this. */
const mostSettings = 2 ** 20;

/** An image with its maps. */
export interface MapSample {
  /** The name of its files without their endings. */
  readonly id: string;
  readonly image: string;
  readonly maps: MapFiles;
}

/** What a folder of images and maps holds. */
export interface MapScan {
  readonly settings: MapSettings;
  /** The maps that every image has. */
  readonly keys: readonly DenseKey[];
  readonly samples: readonly MapSample[];
  /** The names in `train.txt`, `val.txt` and `test.txt`, of those that are there. */
  readonly lists: {
    readonly train?: readonly string[];
    readonly val?: readonly string[];
    readonly test?: readonly string[];
  };
  readonly findings: Findings;
}

/**
 * Looks through `images/` and the folders of maps beside it; what is missing or wrong is a finding.
 *
 * @throws StorageError where there is no `images/`; FormatError for broken settings, and where a kind of map that is asked for has
 *   no folder
 */
export async function scanMaps(root: string, wanted?: readonly DenseKey[]): Promise<MapScan> {
  const file = join(root, settingsName);
  const settings = existsSync(file)
    ? parseMapSettings(await readRegularFile(file, { limit: mostSettings }), file)
    : {};
  const there = denseKeys.filter((key) => existsSync(join(root, mapFolders[key])));
  const keys = wanted === undefined ? there : denseKeys.filter((key) => wanted.includes(key));
  const missing = keys.find((key) => !there.includes(key));
  if (missing !== undefined || keys.length === 0) {
    throw new FormatError(missing ? `there is no folder '${mapFolders[missing]}'` : 'there are no maps', {
      file: root,
      expected: `beside images/ a folder ${(missing ? [missing] : denseKeys).map((key) => `${mapFolders[key]}/`).join(' or ')} with a map of each image`,
      got: `images/${there.map((key) => `, ${mapFolders[key]}/`).join('')}`,
      hint: missing ? 'Add it, or choose other `tasks`.' : 'Check the path.',
    });
  }
  if (keys.includes('labels') && !settings.labels) {
    throw new FormatError('the labels have no names', {
      file,
      expected: 'a file { "labels": ["background", "wall", …] }',
      hint: 'Write it: a number in a map of labels is a place in this list, 255 is ignored.',
    });
  }
  const findings = new Findings();
  const samples = await findSamples(root, keys, settings, findings);
  const lists: Record<string, readonly string[]> = {};
  for (const split of ['train', 'val', 'test']) {
    const list = join(root, `${split}.txt`);
    if (existsSync(list)) lists[split] = await readList(list, new Set(samples.map(({ id }) => id)), findings);
  }
  findOverlaps(root, lists, findings);
  return { settings, keys, samples, lists, findings };
}

async function findSamples(
  root: string,
  keys: readonly DenseKey[],
  settings: MapSettings,
  findings: Findings,
): Promise<MapSample[]> {
  const folder = join(root, 'images');
  const images = (await visibleEntries(folder)).files.filter(isImageName);
  const files = new Map<DenseKey, ReadonlySet<string>>();
  for (const key of keys) files.set(key, new Set((await visibleEntries(join(root, mapFolders[key]))).files));
  const samples: MapSample[] = [];
  const seen = new Set<string>();
  for (const name of images) {
    const id = parse(name).name;
    const image = join(folder, name);
    if (seen.has(id)) {
      findings.add('duplicate', image, `another image is called '${id}'`, 'Rename one of the two.');
      continue;
    }
    seen.add(id);
    const maps = new Map<DenseKey, MapFile>();
    for (const key of keys) {
      const found = endings.map((ending) => `${id}${ending}`).find((one) => files.get(key)!.has(one));
      if (found) maps.set(key, mapFile(join(root, mapFolders[key], found), key, settings));
      else {
        const expected = join(root, mapFolders[key], `${id}.png`);
        findings.add(
          'missing-map',
          expected,
          `the map of '${name}' is missing`,
          'Add it, or remove the image.',
        );
      }
    }
    if (maps.size === keys.length) samples.push({ id, image, maps: Object.fromEntries(maps) });
  }
  if (images.length === 0) {
    findings.add('missing-image', folder, 'the folder holds no images', 'Put the images there.');
  }
  return samples;
}

function mapFile(path: string, key: DenseKey, { labels, colors, unitsPerMetre }: MapSettings): MapFile {
  if (key === 'depth' && extname(path) === '.png' && unitsPerMetre) return { path, unitsPerMetre };
  if (key !== 'labels' || !labels) return { path };
  return { path, classes: labels.length, ...(colors?.some((color) => color) ? { colors } : {}) };
}

/** The images a list names, by their names with or without their endings. */
async function readList(list: string, known: ReadonlySet<string>, findings: Findings): Promise<string[]> {
  const lines = (await findings.attempt('broken-annotations', list, () => readTextLines(list))) ?? [];
  const names: string[] = [];
  for (const { text, line } of lines) {
    const name = text.trim();
    const fault = nameFault(name);
    const id = known.has(name) ? name : parse(name).name;
    if (fault)
      findings.add('malformed-line', list, `the image's name '${name}' ${fault}`, 'Correct the line.', {
        line,
      });
    else if (!known.has(id)) {
      const hint = 'Add the image with all its maps, or remove the line.';
      findings.add('missing-image', list, `names '${name}', which is not there whole`, hint, { line });
    } else if (names.includes(id)) {
      findings.add('duplicate', list, `names '${name}' again`, 'Remove the line.', { line });
    } else names.push(id);
  }
  return names;
}

/** An image in two lists: what is tested was trained on. */
function findOverlaps(
  root: string,
  lists: Readonly<Record<string, readonly string[]>>,
  findings: Findings,
): void {
  const { train = [] } = lists;
  for (const split of ['val', 'test']) {
    const shared = lists[split]?.filter((id) => train.includes(id)) ?? [];
    const list = join(root, `${split}.txt`);
    for (const id of shared)
      findings.add('leak', list, `'${id}' is in train.txt, too`, 'Keep it in one of the two lists.');
  }
}
