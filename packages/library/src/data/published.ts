import { resolve } from 'node:path';
import { checkLayout, type LayoutName, layoutNames, layouts, openScan } from '@ftn/datasets';
import type { DataSource } from './data-source.js';

/** A published layout as a row: `WORD:ROOT`. */
function sourceOf(name: LayoutName): DataSource {
  const { title, expects, scan } = layouts[name];
  return {
    form: `${name}:ROOT`,
    summary: `${title}: ${expects}`,
    open: async (place) => (await scan(resolve(place))).map(openScan),
    check: (place, onImage) => checkLayout(name, resolve(place), onImage),
  };
}

/** The published data sets by their words. */
export const publishedSources: Readonly<Record<string, DataSource>> = Object.fromEntries(
  layoutNames.map((name) => [name, sourceOf(name)]),
);
