import { resolve } from 'node:path';
import { type LayoutName, layoutNames, layouts, openScan } from '@ftn/datasets';
import type { DataOpener } from './data-opener.js';

/** A published layout as a data word: `WORD:ROOT`. */
function openerOf(name: LayoutName): DataOpener {
  const { title, expects, scan } = layouts[name];
  return {
    form: `${name}:ROOT`,
    summary: `${title}: ${expects}`,
    open: async (place) => (await scan(resolve(place))).map(openScan),
  };
}

/** The published data sets by their words. */
export const publishedOpeners: Readonly<Record<string, DataOpener>> = Object.fromEntries(
  layoutNames.map((name) => [name, openerOf(name)]),
);
