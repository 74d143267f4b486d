import { suggest, UsageError } from '@ftn/errors';
import { type FoundRun, scoreOfRun } from './read-run.js';

/** A run as a row of a table; what is not known has no place in it. */
export interface RunRow {
  readonly run: string;
  readonly state: FoundRun['state'];
  readonly [column: string]: string | number | boolean;
}

/** Which runs are shown, and in which order. */
export interface RunSelection {
  /** `key=value`, all of which hold: a column, a metric, or a setting by its path, e.g. `optimizers.factors.rate`. */
  readonly filters?: readonly string[] | undefined;
  /** What the rows are sorted by, ascending; with `-` before it descending. Runs without it come last. */
  readonly sort?: string | undefined;
}

/** The columns every table of runs begins with; settings and metrics may be asked for besides. */
function columnsOf(run: FoundRun): RunRow {
  const { settings, step, epoch, loss, validation } = run;
  const score = scoreOfRun(run);
  const known = {
    method: settings.method,
    rank: settings['options.rank'],
    data: settings['data.domain'],
    seed: settings.seed,
    epochs: settings.epochs === undefined ? String(epoch) : `${epoch}/${settings.epochs}`,
    step,
    loss: loss ?? undefined,
    validation: validation ?? undefined,
    metric: score?.metric,
    value: score?.value,
  };
  const present = Object.entries(known).filter(([, value]) => value !== undefined) as [
    string,
    string | number | boolean,
  ][];
  return { run: run.folder, state: run.state, ...Object.fromEntries(present) };
}

/** Everything a run may be asked for by name. */
const allOf = (run: FoundRun): Readonly<Record<string, string | number | boolean>> => ({
  ...run.settings,
  ...run.metrics,
  ...columnsOf(run),
});

/** Refuses a key that no run has. */
function requireKey(key: string, runs: readonly FoundRun[]): void {
  const known = new Set(runs.flatMap((run) => Object.keys(allOf(run))));
  if (runs.length === 0 || known.has(key)) return;
  throw new UsageError(`no run has '${key}'`, { hint: suggest(key, [...known]) });
}

function test(filter: string, runs: readonly FoundRun[]): (run: FoundRun) => boolean {
  const cut = filter.indexOf('=');
  if (cut < 1) throw new UsageError(`the filter '${filter}' is not a comparison`, { expected: 'key=value' });
  const [key, wanted] = [filter.slice(0, cut), filter.slice(cut + 1)];
  requireKey(key, runs);
  return (run) => String(allOf(run)[key] ?? '') === wanted;
}

/** Numbers before texts, each in their order. */
function compare(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}

/**
 * Runs as rows of a table, those that pass every filter, sorted. Settings and metrics that were filtered or sorted by are
 * columns, too.
 *
 * @throws UsageError for a filter that is none, and for a key that no run has
 */
export function runRows(runs: readonly FoundRun[], { filters = [], sort }: RunSelection = {}): RunRow[] {
  const tests = filters.map((filter) => test(filter, runs));
  const chosen = runs.filter((run) => tests.every((passes) => passes(run)));
  const key = sort?.replace(/^-/, '');
  const asked = [...filters.map((filter) => filter.slice(0, filter.indexOf('='))), ...(key ? [key] : [])];
  if (key !== undefined) {
    requireKey(key, runs);
    const way = sort!.startsWith('-') ? -1 : 1;
    chosen.sort((a, b) => {
      const [x, y] = [allOf(a)[key], allOf(b)[key]];
      if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
      return way * compare(x, y);
    });
  }
  return chosen.map((run) => {
    const all = allOf(run);
    const more = asked.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
    return { ...Object.fromEntries(more), ...columnsOf(run) };
  });
}
