import { decodeText, FormatError } from '@ftn/errors';
import type { LabelColor } from '../dense/maps/map-file.js';

/** The name of the file. */
export const settingsName = 'maps.json';

/** What `maps.json` says of a folder of images and maps; everything may be left out but the names of labels. */
export interface MapSettings {
  /** Names of the labels, from label 0 on. */
  readonly labels?: readonly string[];
  /** Their colours, in which they are drawn and pictures of them may be stored. */
  readonly colors?: readonly LabelColor[];
  /** How many units of a depth picture are a metre; default 1000. */
  readonly unitsPerMetre?: number;
  /** Where the data comes from, in the words of its owner. */
  readonly source?: string;
}

const form =
  '{ "labels": ["background", { "name": "wall", "color": "#787878" }], "depth": { "unitsPerMetre": 1000 }, "source": "…" }';

/**
 * Reads `maps.json`.
 *
 * @throws FormatError where it is no JSON of this form; a label without a name, named twice, or of a colour that another has
 */
export function parseMapSettings(bytes: Uint8Array, file: string): MapSettings {
  const refuse = (problem: string, got?: unknown): never => {
    throw new FormatError(problem, {
      file,
      expected: form,
      ...(got === undefined ? {} : { got: JSON.stringify(got)?.slice(0, 80) }),
    });
  };
  let tree: unknown;
  try {
    tree = JSON.parse(decodeText(bytes, file));
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`this is not JSON (${(cause as Error).message})`, { file, expected: form, cause });
  }
  if (!isTree(tree)) return refuse('the settings of maps are not an object', tree);
  const unknown = Object.keys(tree).find((key) => !['labels', 'depth', 'source'].includes(key));
  if (unknown !== undefined) return refuse(`unknown setting '${unknown}'`);
  const { labels, depth, source } = tree;
  if (source !== undefined && typeof source !== 'string') return refuse('the source is not a text', source);
  return {
    ...(labels === undefined ? {} : readLabels(labels, refuse)),
    ...(depth === undefined ? {} : { unitsPerMetre: readUnits(depth, refuse) }),
    ...(source === undefined ? {} : { source }),
  };
}

type Refuse = (problem: string, got?: unknown) => never;
type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readUnits(depth: unknown, refuse: Refuse): number {
  const units = isTree(depth) && Object.keys(depth).length === 1 ? depth.unitsPerMetre : undefined;
  if (typeof units === 'number' && Number.isFinite(units) && units > 0) return units;
  return refuse('the scale of depth is not a number of units for a metre', depth);
}

function readLabels(labels: unknown, refuse: Refuse): Required<Pick<MapSettings, 'labels' | 'colors'>> {
  if (!Array.isArray(labels) || labels.length === 0 || labels.length > 255) {
    return refuse('the labels are not a list of 1 to 255 names', labels);
  }
  const names: string[] = [];
  const colors: LabelColor[] = [];
  for (const label of labels as unknown[]) {
    const { name, color = null } = isTree(label) ? label : { name: label };
    if (typeof name !== 'string' || name.trim() === '') return refuse('a label has no name', label);
    if (names.includes(name)) return refuse(`two labels are called '${name}'`);
    names.push(name);
    colors.push(color === null ? null : readColor(color, refuse));
  }
  const used = colors.filter((color) => color !== null).map((color) => color.join());
  const twice = used.find((color, i) => used.indexOf(color) !== i);
  if (twice !== undefined) return refuse(`two labels have the colour ${twice}`);
  return { labels: names, colors };
}

function readColor(color: unknown, refuse: Refuse): LabelColor {
  const [, digits] = (typeof color === 'string' && /^#([0-9a-f]{6})$/i.exec(color)) || [];
  if (digits === undefined) return refuse("a colour is not of the form '#rrggbb'", color);
  const at = (i: number) => Number.parseInt(digits.slice(i, i + 2), 16);
  return [at(0), at(2), at(4)];
}
