import type { Domain } from '@ftn/adapters';
import type { HeatMap } from '@ftn/report';
import { type LayerNorm, layerNorms, type Normalisation, normaliseNorms } from '@ftn/training';
import { shownSystem } from './display-names.js';
import { groupBy } from './group-by.js';
import { placeKey, placesOf, shownPlace } from './place.js';

/** ‖ΔW‖ of every layer of one adapter, and the label that distinguishes the adapter. */
export interface AdapterNorms {
  readonly domain: string;
  readonly task: string;
  readonly method: string;
  readonly rank: number | null;
  readonly variant?: string | undefined;
  readonly backbone: string;
  /** The backbone's convolutions in its order, adapted or not. */
  readonly layers: readonly string[];
  readonly norms: readonly LayerNorm[];
}

/** ‖ΔW‖ of every layer of a domain that learned a task, under the name, rank and variant its tables have. */
export function normsOf(
  domain: Domain,
  task: string,
  { name = domain.name, variant }: { readonly name?: string; readonly variant?: string | undefined } = {},
): AdapterNorms {
  const { architecture } = domain.backbone;
  const { rank } = domain.method.options;
  return {
    domain: name,
    task,
    method: domain.method.name,
    rank: typeof rank === 'number' ? rank : null,
    ...(variant === undefined ? {} : { variant }),
    backbone: architecture.name,
    layers: architecture.convolutions.map(({ name }) => name),
    norms: layerNorms(domain),
  };
}

/** What a heat map is about: its file's name has these words. */
export interface NormMap {
  readonly across: 'domains' | 'ranks';
  /** R of the adapters, where they share it. */
  readonly rank: number | null;
  readonly name: string;
  readonly map: HeatMap;
}

const meaning: Readonly<Record<Normalisation, string>> = {
  range: '‖ΔW‖, smallest layer of each column 0, largest 1',
  maximum: '‖ΔW‖, divided by the largest of each column',
};

/** One column an adapter: its norms from 0 to 1, null where a layer is not adapted. */
function heatMapOf(
  title: string,
  adapters: readonly AdapterNorms[],
  columnOf: (adapter: AdapterNorms) => string,
  by: Normalisation,
): HeatMap {
  const rows = adapters[0]!.layers;
  const columns = adapters.map(({ norms }) => {
    const scaled = normaliseNorms(
      norms.map(({ norm }) => norm),
      by,
    );
    return new Map(norms.map(({ layer, norm }, i) => [layer, { norm, scaled: scaled[i]! }]));
  });
  return {
    title,
    rows,
    columns: adapters.map(columnOf),
    values: rows.map((row) => columns.map((column) => column.get(row)?.scaled ?? null)),
    exact: rows.map((row) => columns.map((column) => column.get(row)?.norm ?? null)),
    scaleLabel: meaning[by],
  };
}

/**
 * The heat maps adapters make together: layers × domains (or tasks) for each rank, and layers × ranks for each of them
 * that has several (supplement, figures S2 to S4). Adapters over different backbones are kept apart.
 */
export function normMaps(adapters: readonly AdapterNorms[], by: Normalisation): NormMap[] {
  const { placeOf, byTask } = placesOf(adapters);
  const what = byTask ? 'task' : 'domain';
  const backbones = [...groupBy(adapters, ({ backbone }) => backbone)];
  return backbones.flatMap(([backbone, own]) => {
    const over = backbones.length > 1 ? `, ${backbone}` : '';
    const prefix = backbones.length > 1 ? `${backbone} ` : '';
    const systems = [...groupBy(own, shownSystem)];
    const domains = [
      ...groupBy(own, (one) => `${placeKey(placeOf(one))} ${shownSystem({ ...one, rank: null })}`),
    ].filter(([, same]) => same.length > 1);
    const covered = new Set(domains.flatMap(([, same]) => same));
    // A system of one adapter that stands in a map of ranks already needs no map of its own.
    const shown = systems.filter(([, same]) => same.length > 1 || !covered.has(same[0]!));
    return [
      ...shown.map(
        ([system, same]): NormMap => ({
          across: 'domains',
          rank: same[0]!.rank,
          name: `${prefix}norms by ${what} ${system}`,
          map: heatMapOf(`‖ΔW‖ by ${what}, ${system}${over}`, same, (one) => shownPlace(placeOf(one)), by),
        }),
      ),
      ...domains.map(([, same]): NormMap => {
        const sorted = [...same].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
        const column = ({ rank, method }: AdapterNorms) => (rank === null ? method : `R=${rank}`);
        const { variant } = same[0]!;
        const where = `${shownPlace(placeOf(same[0]!))}${variant === undefined ? '' : ` (${variant})`}`;
        return {
          across: 'ranks',
          rank: null,
          name: `${prefix}norms by rank ${where}`,
          map: heatMapOf(`‖ΔW‖ by rank, ${where}${over}`, sorted, column, by),
        };
      }),
    ];
  });
}

/** The maps to show on a crowded page: one across domains at the highest rank, one across ranks if there are at least three. */
export function chosenMaps(maps: readonly NormMap[]): NormMap[] {
  const byDomain = maps.filter(({ across }) => across === 'domains');
  if (byDomain.length === 0) return [...maps];
  const highest = Math.max(...byDomain.map(({ rank }) => rank ?? 0));
  const byRank = maps.filter(({ across, map }) => across === 'ranks' && map.columns.length >= 3);
  return [...byDomain.filter(({ rank }) => (rank ?? 0) === highest), ...byRank];
}
