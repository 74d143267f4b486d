import { hasMaps } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { ImageGrid } from '@ftn/report';
import type { DataOptions, SplitName } from '../../data/data.js';
import { learnedByName } from '../../data/learned-of.js';
import { openData, usualHoldOut } from '../../data/open-data.js';
import { recipeFor } from '../../data/sources.js';
import { setsLine } from '../../data/tell-data.js';
import { loadRecipe } from '../../recipes/load-recipe.js';
import { contactSheet } from './contact-sheet.js';
import { mapSheet } from './map-sheet.js';

/** Which images to show, and how. */
export interface ShowDataOptions {
  /** Default `train`. */
  readonly split?: SplitName | undefined;
  /** Side of each image in pixels, where they have classes; default 64. */
  readonly size?: number | undefined;
  /** Images of each class; images in all where they have maps. Default 8. */
  readonly columns?: number | undefined;
  /** Tasks whose maps are shown, which alone have to be there; default all the data has. */
  readonly tasks?: readonly string[] | undefined;
  /** Share of the images that is tested, where the data brings no test images. */
  readonly testFraction?: number | undefined;
}

/** A sheet of images in named rows, yet to be drawn, and what it shows in words. */
export interface DataSheet {
  readonly what: string;
  /** How many images each set of each domain has, a line each. */
  readonly sets: readonly string[];
  readonly grid: ImageGrid;
}

/** How data is opened for a look at it: made-up sets as their own recipe draws them, where they have one. */
function opening(
  spec: string,
  { split, size, columns: limit }: Required<Pick<ShowDataOptions, 'split' | 'size' | 'columns'>>,
): DataOptions {
  const name = recipeFor([spec]);
  // One image more, for the part that may be held out of them.
  const held = split === 'validation' ? { holdOut: usualHoldOut, limit: limit! + 1 } : { holdOut: 0, limit };
  if (name === 'default') return { size, ...held };
  const { seed, madeUp, labels, input } = loadRecipe(name);
  return { seed, madeUp, labels, size: input.size, ...held };
}

/**
 * A sheet with a row of images for each class of each domain, or a row for each image with its maps.
 *
 * @throws UsageError where the data has no images in the split, and the errors of opening it
 */
export async function showData(spec: string, options: ShowDataOptions = {}): Promise<DataSheet> {
  const { split = 'train', size = 64, columns = 8 } = options;
  const { tasks, testFraction } = options;
  const targets = tasks && learnedByName(tasks);
  const opened = { ...opening(spec, { split, size, columns }), targets, testFraction };
  const domains = await openData(spec, opened);
  const sets = domains.map((domain) => domain[split]);
  const empty = domains.find((domain) => domain[split].length === 0);
  if (empty) {
    throw new UsageError(`'${empty.name}' has no ${split} images`, { hint: 'Choose another `split`.' });
  }
  const whole = await openData(spec, { ...opened, holdOut: 0, limit: undefined });
  const lines = whole.map(setsLine);
  const [first] = sets;
  if (first && hasMaps(first)) {
    const grid = await mapSheet(first, columns);
    return { grid, sets: lines, what: `a row for each of ${grid.rows.length} images, with its maps` };
  }
  const classes = sets.flatMap((set) => (hasMaps(set) ? [] : [set]));
  const grid = await contactSheet(classes, { title: spec, cell: size, across: columns });
  return { grid, sets: lines, what: `a row for each of ${grid.rows.length} classes` };
}
