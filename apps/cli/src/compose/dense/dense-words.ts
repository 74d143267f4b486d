import type { Problem } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import type { DenseRecipe, DenseTaskName } from '@ftn/training';
import { type DenseData, firstOf } from './dense-data.js';
import { denseKeysOf } from './dense-keys.js';
import { openMiniRooms } from './mini-rooms.js';
import { checkNyudRoot, openNyudRoot } from './nyud.js';

/** What opening the data of dense tasks depends on. */
export interface DenseOpenSettings extends Pick<DenseRecipe, 'seed' | 'labels' | 'madeUp'> {
  /** Height and width of what is drawn by code. */
  readonly size: readonly [number, number];
  /** The tasks whose maps are read. */
  readonly tasks: readonly DenseTaskName[];
  /** At most so many images of each set; default all. */
  readonly limit?: number | undefined;
}

/** One kind of `--data` word of dense tasks. */
export interface DenseWord {
  /** As it is typed. */
  readonly form: string;
  readonly summary: string;
  /** The recipe that is taken where none is named. */
  readonly recipe: string;
  /** Whether a path follows the word and a colon. */
  readonly takesPath: boolean;
  open(place: string, settings: DenseOpenSettings): Promise<DenseData>;
  /** Finds everything wrong with it in one pass; absent where nothing can be. */
  check?(place: string, onSample: (done: number, total: number) => void): Promise<Problem[]>;
}

/** The data words of dense tasks. */
export const denseWords: Readonly<Record<string, DenseWord>> = {
  'mini-rooms': {
    form: 'mini-rooms',
    summary: 'made up: ray-traced rooms with edges, labels, normals and depth, as NYUD has (--task)',
    recipe: 'mini-rooms',
    takesPath: false,
    open: async (_place, settings) => openMiniRooms(settings),
  },
  nyud: {
    form: 'nyud:ROOT',
    summary: 'NYUD for --task: a published packaging, or nyu_depth_v2_labeled.mat with its two lists',
    recipe: 'nyud',
    takesPath: true,
    open: (place, settings) => openNyudRoot(place, settings, denseKeysOf(settings.tasks)),
    check: checkNyudRoot,
  },
};

/** A data word of dense tasks taken apart; null where it is no such word. */
export function parseDenseWord(spec: string): { word: DenseWord; place: string } | null {
  const [, name = '', mark, place = ''] = /^([a-z][a-z0-9-]+)(?:([:/])(.*))?$/.exec(spec) ?? [];
  const word = Object.hasOwn(denseWords, name) ? denseWords[name]! : null;
  if (!word) return null;
  const fits = word.takesPath ? mark === ':' && place !== '' : mark === undefined;
  if (fits) return { word, place };
  throw new UsageError(`'${spec}' is no data for dense tasks`, { expected: word.form });
}

/** The same where nothing else will do; UsageError says what there is. */
export function requireDenseWord(spec: string): { word: DenseWord; place: string } {
  const found = parseDenseWord(spec);
  if (found) return found;
  const forms = Object.values(denseWords).map(({ form }) => form);
  throw new UsageError(`'${spec}' is no data for dense tasks`, {
    expected: forms.join(' or '),
    hint: suggest(spec.split(/[:/]/)[0]!, Object.keys(denseWords)),
  });
}

/** The sets a data word names, with the maps the tasks need. */
export async function openDenseData(spec: string, settings: DenseOpenSettings): Promise<DenseData> {
  const { word, place } = requireDenseWord(spec);
  const data = await word.open(place, settings);
  const cut = (set: DenseData['test']) => firstOf(set, settings.limit);
  return {
    ...data,
    train: cut(data.train),
    validation: data.validation && cut(data.validation),
    test: cut(data.test),
  };
}
