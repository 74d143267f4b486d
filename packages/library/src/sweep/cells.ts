import { UsageError } from '@ftn/errors';
import type { System } from '@ftn/training';
import { openAll } from '../data/open-data.js';
import { splitShift } from '../data/shifted-data.js';
import { recipeFor } from '../data/sources.js';
import type { RunWork } from '../estimate/run-work.js';
import { assignments } from '../recipes/assignments.js';
import { loadRecipe } from '../recipes/load-recipe.js';
import { planSystems, systemLabel } from '../recipes/plan-systems.js';
import { openingFor } from '../train/plan-training.js';
import { type CellOptions, createIdentifyRun } from './run-identity.js';
import type { SweepPlan } from './sweep-plan.js';
import type { CellTraining } from './worker-messages.js';

/** One run of any plan, as far as its folder and what trains it ask. */
export interface Cell extends Pick<SweepCell, 'id' | 'label'> {
  /** What tells the images it is measured on from others, where its id does not: measured on others it is not finished. */
  readonly tested?: string | undefined;
  readonly options: CellTraining;
}

/** One run of a sweep. */
export interface SweepCell {
  /** What decides its numbers, hashed: the same settings, data, weights and version have the same id in every plan. */
  readonly id: string;
  /** What it is called, e.g. `ftn R=4 · mini-domains/sketch · seed 1`. */
  readonly label: string;
  /** What tells it from runs of the same method and rank besides data and seed, e.g. `epochs=3`. */
  readonly variant: string | undefined;
  readonly options: CellOptions;
  /** What it does, task by task, counted from its data. */
  readonly work: readonly RunWork[];
}

/** A value as it stands in an assignment; JSON is YAML. */
const assigned = (key: string, value: unknown) =>
  `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;

/** Changes to the recipe that make one row of a sweep's table, and what they are called. */
interface Change {
  readonly names: readonly string[];
  readonly set: readonly string[];
  /** Those of keys that vary, by key. */
  readonly varied: readonly { readonly key: string; readonly one: string }[];
}

/** Whether a key of the recipe is another method's than this one's: it changes nothing of it. */
const isOfAnother = (method: string, key: string): boolean => {
  const [, named = method] = /^methods\.([^.]+)\./.exec(key) ?? [];
  return named !== method;
};

/** Every variant with every combination of the values that vary; of neither, one change of nothing. */
function changesOf({ variants, vary }: SweepPlan): Change[] {
  const named = Object.entries(variants).map(([name, set]) => ({
    names: [name],
    set: Object.entries(set).map(([key, value]) => assigned(key, value)),
    varied: [],
  }));
  return Object.entries(vary).reduce<Change[]>(
    (all, [key, values]) =>
      all.flatMap((change) =>
        values.map((value) => ({
          ...change,
          varied: [...change.varied, { key, one: assigned(key, value) }],
        })),
      ),
    named.length > 0 ? named : [{ names: [], set: [], varied: [] }],
  );
}

/** The words that open the domains of one word one by one; the word itself where it is one, or they have no words. */
async function wordsOf(spec: string, plan: SweepPlan, recipe: ReturnType<typeof loadRecipe>) {
  const opening = openingFor(recipe, plan, 0);
  const domains = await openAll([spec], opening, recipe.domains);
  if (domains.length === 1) return [spec];
  const shift = splitShift(spec);
  const before = shift ? spec.slice(0, spec.length - shift.spec.length) : '';
  const words = domains.map(
    ({ sourceName }) => `${before}${(shift?.spec ?? spec).replace(/\/$/, '')}/${sourceName}`,
  );
  for (const [i, word] of words.entries()) {
    const [only, ...others] = await openAll([word], opening).catch(() => []);
    if (others.length > 0 || only?.sourceName !== domains[i]!.sourceName) return [spec];
  }
  return words;
}

const labelOf = (system: System, parts: readonly (string | undefined)[]) =>
  [systemLabel(system), ...parts].filter((part) => part !== undefined).join(' · ');

/**
 * The runs of a plan: every method and rank on every domain and task, with every seed and every value that varies. A key of
 * one method (`methods.ftn.…`) varies that method alone: the others have one run for all its values.
 *
 * @param identify shared by plans of the same data, whose images it opens and hashes once
 * @throws UsageError for what does not exist or cannot be trained, and where two of its runs would be the same
 */
export async function planCells(plan: SweepPlan, identify = createIdentifyRun()): Promise<SweepCell[]> {
  const named = plan.recipe ?? recipeFor(plan.data);
  const fixed = Object.entries(plan.set).map(([key, value]) => assigned(key, value));
  const cells: SweepCell[] = [];
  const { backbone, weights, limit, testLimit } = plan;
  const rows = new Set<string>();
  for (const change of changesOf(plan)) {
    const all = [...fixed, ...change.set, ...change.varied.map(({ one }) => one)];
    const shared = { recipe: named, set: all, backbone, weights, limit, testLimit };
    const recipe = loadRecipe(named, assignments(named, shared));
    if (recipe.generator) {
      throw new UsageError('a sweep adapts no generators', {
        got: named,
        hint: 'Train each of them alone.',
      });
    }
    const words = (await Promise.all(plan.data.map((spec) => wordsOf(spec, plan, recipe)))).flat();
    for (const system of planSystems(recipe, { methods: plan.methods, ranks: plan.ranks })) {
      const own = change.varied.flatMap(({ key, one }) => (isOfAnother(system.method, key) ? [] : [one]));
      const names = [...change.names, ...own];
      const row = JSON.stringify([systemLabel(system), ...names]);
      // One run stands for all values of what says nothing of this method; a value that is given twice is refused below.
      if (own.length < change.varied.length && rows.has(row)) continue;
      rows.add(row);
      for (const data of words)
        for (const task of plan.tasks ?? [undefined])
          for (const seed of plan.seeds ?? [recipe.seed]) {
            const options: CellOptions = {
              ...shared,
              set: [...fixed, ...change.set, ...own],
              data,
              method: system.method,
              options: { ...plan.options, ...system.options },
              seed,
              ...(task === undefined ? {} : { tasks: [task] }),
            };
            const variant = [system.variant, ...names].filter(Boolean).join(', ') || undefined;
            const label = labelOf(system, [data, task, ...names, `seed ${seed}`]);
            const { id, work } = await identify(options, plan.threads);
            cells.push({ id, label, variant, options, work });
          }
    }
  }
  requireApart(cells);
  return cells;
}

/** Refuses a plan two of whose runs are one: a row of its table would stand twice. */
function requireApart(cells: readonly SweepCell[]): void {
  const seen = new Map<string, SweepCell>();
  for (const cell of cells) {
    const twin = seen.get(cell.id);
    if (twin) {
      throw new UsageError(`'${twin.label}' and '${cell.label}' are the same run`, {
        expected: 'runs whose settings or data differ',
        hint: 'Leave one of them out of the plan.',
      });
    }
    seen.set(cell.id, cell);
  }
}
