import { hasMaps, type ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { ImageGrid, RgbImage } from '@ftn/report';
import { loadRecipe } from '../recipes/load-recipe.js';
import { contactSheet } from '../report/pictures/contact-sheet.js';
import { mapSheet } from '../report/pictures/map-sheet.js';
import type { SplitName } from './data.js';
import { openData } from './open-data.js';
import { recipeFor } from './sources.js';

/** A sheet of images of a data set, and a few words on it. */
export type DataSheet =
  | { readonly kind: 'classes'; readonly image: RgbImage; readonly what: string }
  | { readonly kind: 'maps'; readonly grid: ImageGrid; readonly what: string };

/** Images of a data set: a row of them for each class, or a row for each with its maps. */
export async function showData(
  spec: string,
  { split, size, columns }: { readonly split: SplitName; readonly size: number; readonly columns: number },
): Promise<DataSheet> {
  const { seed, madeUp, labels, input } = loadRecipe(recipeFor([spec]));
  const drawn = Array.isArray(input.size) ? input.size : size;
  const own = Array.isArray(input.size) ? { madeUp, limit: columns } : { limit: columns + 1 };
  const domains = await openData(spec, { seed, labels, size: drawn, ...own });
  const sets = domains.map((domain) => domain[split]);
  if (sets.every(({ length }) => length === 0)) {
    throw new UsageError(`'${spec}' has no ${split} images`, { hint: 'Choose another --split.' });
  }
  const [first] = sets;
  if (hasMaps(first!)) {
    const grid = await mapSheet(first, columns);
    return { kind: 'maps', grid, what: `a row for each of ${grid.rows.length} images, with its maps` };
  }
  const classes = sets as ImageDataset[];
  const image = await contactSheet(classes, { cell: size, across: columns });
  const rows = classes.reduce((n, set) => n + set.classes.length, 0);
  return { kind: 'classes', image, what: `a row for each of ${rows} classes` };
}
