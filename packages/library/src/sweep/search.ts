import { UsageError } from '@ftn/errors';
import { isBetter, metricOf } from '@ftn/metrics';
import { isRanked } from '@ftn/tensor-factors';
import type { Emit } from '../progress/events.js';
import { splitWord } from '../recipes/method-choice.js';
import { planCells, type SweepCell } from './cells.js';
import { createIdentifyRun } from './run-identity.js';
import {
  type ChosenRates,
  ranked,
  type Scored,
  type SearchRecord,
  searchHash,
  writeSearch,
} from './search-record.js';
import { type Candidate, drawCandidates } from './search-section.js';
import type { SweepPlan } from './sweep-plan.js';
import type { SweptCell } from './sweep-status.js';

/** The runs of one candidate in one rung: measured on validation images, by a seed nothing is reported for. */
function candidateCells(
  plan: SweepPlan,
  {
    word,
    candidate,
    epochs,
  }: { readonly word: string; readonly candidate: Candidate; readonly epochs: number },
  identify: ReturnType<typeof createIdentifyRun>,
): Promise<SweepCell[]> {
  const { search, ranks, vary: _vary, variants: _variants, ...rest } = plan;
  const { rank: _rank, ...rates } = candidate;
  const own: SweepPlan = {
    ...rest,
    vary: {},
    variants: {},
    methods: [ranked(word, candidate)],
    // One rank stands for all: the highest, whose rates are the most delicate.
    ...(ranks && isRanked(splitWord(word).method) ? { ranks: [Math.max(...ranks)] } : {}),
    seeds: [search!.seed],
    set: { ...rest.set, ...rates, epochs, keep: 'best' },
  };
  return planCells(own, identify);
}

/** The mean of what a candidate's runs reached on validation images; null where one of them has no number. */
function scoreOf(cells: readonly SweptCell[]): { readonly metric: string; readonly score: number } | null {
  const results = cells.flatMap(({ result }) => result?.trained ?? []);
  const metrics = new Set(results.map(({ metric }) => metric));
  if (metrics.size > 1) {
    throw new UsageError('a search compares by one metric', {
      got: [...metrics].join(', '),
      hint: 'Search for each task in a plan of its own.',
    });
  }
  const values = results.map(({ validation }) => validation);
  const whole = cells.every(({ state }) => state === 'finished');
  if (!whole || !values.every((value): value is number => value !== null && Number.isFinite(value)))
    return null;
  return { metric: [...metrics][0]!, score: values.reduce((sum, value) => sum + value, 0) / values.length };
}

/** What trains runs and says how they stand after it. */
export type TrainCells = (cells: readonly SweepCell[]) => Promise<readonly SweptCell[]>;

/**
 * Chooses the rates of every method of a plan by successive halving: as many candidates for each are trained for a few
 * epochs, the best of them for more, and the best of the last is taken. What is finished is read again.
 *
 * @throws UsageError for ranges that leave a method out, and where no candidate of a method reaches a number
 * @see Jamieson and Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, AISTATS 2016
 */
export async function searchRates(
  plan: SweepPlan,
  out: string,
  train: TrainCells,
  emit: Emit,
): Promise<SearchRecord> {
  const search = plan.search!;
  const rungs = new Map(plan.methods.map((word) => [word, [] as ChosenRates['rungs'][number][]]));
  const alive = new Map(plan.methods.map((word) => [word, drawCandidates(search, word)]));
  let metric = '';
  const identify = createIdentifyRun();
  for (const [i, epochs] of search.epochs.entries()) {
    const planned = await Promise.all(
      [...alive].flatMap(([word, candidates]) =>
        candidates.map(async (candidate) => ({
          word,
          candidate,
          cells: await candidateCells(plan, { word, candidate, epochs }, identify),
        })),
      ),
    );
    emit({
      kind: 'note',
      text: `search, ${epochs} epochs: ${planned.length} candidates of ${alive.size} methods`,
    });
    const swept = new Map(
      (await train(planned.flatMap(({ cells }) => cells))).map((cell) => [cell.id, cell]),
    );
    for (const [word, candidates] of alive) {
      const scored = planned
        .filter((one) => one.word === word)
        .map(({ candidate, cells }) => {
          const found = scoreOf(cells.map(({ id }) => swept.get(id)!));
          metric = found?.metric ?? metric;
          return { candidate, score: found?.score ?? null };
        });
      rungs.get(word)!.push({ epochs, candidates: scored });
      const last = i === search.epochs.length - 1;
      const kept = last ? 1 : Math.max(1, Math.floor(candidates.length / search.keep));
      alive.set(
        word,
        best(scored, metric, word)
          .slice(0, kept)
          .map(({ candidate }) => candidate),
      );
    }
  }
  const methods = plan.methods.map((method): ChosenRates => {
    const all = rungs.get(method)!;
    const [{ candidate: chosen, score }] = best(all.at(-1)!.candidates, metric, method) as [Scored];
    return { method, chosen, metric, score: score!, rungs: all };
  });
  const record: SearchRecord = { hash: searchHash(plan), search, methods };
  await writeSearch(out, record);
  return record;
}

/** Candidates that reached a number, the best first; of equals the one that was drawn first. */
function best(scored: readonly Scored[], metric: string, word: string): Scored[] {
  const reached = scored.filter(({ score }) => score !== null);
  if (reached.length === 0) {
    throw new UsageError(`no candidate of '${word}' reached a number on validation images`, {
      hint: 'Lower the rates of its range in search.ranges.',
    });
  }
  const style = metricOf(metric);
  return [...reached].sort((a, b) =>
    a.score === b.score ? 0 : isBetter(style, a.score!, b.score!) ? -1 : 1,
  );
}
