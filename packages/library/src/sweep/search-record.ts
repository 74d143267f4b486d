import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@ftn/adapters';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { jsonBytes, readJsonFile } from '../files/json-file.js';
import { splitWord } from '../recipes/method-choice.js';
import type { Candidate, SearchSection } from './search-section.js';
import type { SweepPlan } from './sweep-plan.js';

/** A candidate of a rung and what it reached; null where it has no number. */
export interface Scored {
  readonly candidate: Candidate;
  readonly score: number | null;
}

/** How the rates of one method were chosen. */
export interface ChosenRates {
  /** As the plan has it: `ftn`, `ftn[layers=layer4]`. */
  readonly method: string;
  readonly chosen: Candidate;
  /** What the chosen candidate reached in the last rung: the mean over the plan's data by this metric, on validation images. */
  readonly metric: string;
  readonly score: number;
  readonly rungs: readonly { readonly epochs: number; readonly candidates: readonly Scored[] }[];
}

/** What a search found, as its folder keeps it. */
export interface SearchRecord {
  /** What tells the search from every other. */
  readonly hash: string;
  readonly search: SearchSection;
  readonly methods: readonly ChosenRates[];
}

const recordFile = (out: string) => join(out, 'search.json');

/** What decides a search: the plan without its seeds, its title and what varies in its final runs. */
export function searchHash({
  title: _title,
  seeds: _seeds,
  vary: _vary,
  variants: _variants,
  ...plan
}: SweepPlan): string {
  return createHash('sha256').update(canonicalJson(plan)).digest('hex').slice(0, 16);
}

/** What the search of a plan found; null where it has not ended, or was another. */
export async function readSearch(out: string, plan: SweepPlan): Promise<SearchRecord | null> {
  const record = await readSearchRecord(out);
  return plan.search && record?.hash === searchHash(plan) ? record : null;
}

/** What the last search in a folder found; null where there was none. */
export const readSearchRecord = (out: string): Promise<SearchRecord | null> =>
  readJsonFile<SearchRecord>(recordFile(out), {
    problem: 'this is no record of a search',
    hint: 'Delete it and give the plan again: finished runs are kept.',
    parse: (value) =>
      Array.isArray((value as SearchRecord | null)?.methods) ? (value as SearchRecord) : undefined,
  });

/** Forgets a search whose plan has none any more; its runs stay. */
export const forgetSearch = (out: string): Promise<void> => rm(recordFile(out), { force: true });

/** A plan with what its search chose in the place of the ranges. */
export function chosenPlan({ search: _search, ...plan }: SweepPlan, { methods }: SearchRecord): SweepPlan {
  const rates = methods.flatMap(({ chosen }) => Object.entries(chosen).filter(([key]) => key !== 'rank'));
  return {
    ...plan,
    methods: methods.map(({ method, chosen }) => ranked(method, chosen)),
    set: { ...plan.set, ...Object.fromEntries(rates) },
  };
}

/** A method's word at the rank of a candidate. */
export function ranked(word: string, { rank }: Candidate): string {
  if (rank === undefined) return word;
  const { method, options } = splitWord(word);
  return `${method}[${[`rank=${rank}`, ...(options === null ? [] : [options])].join(',')}]`;
}

/** Keeps what a search found. */
export const writeSearch = (out: string, record: SearchRecord): Promise<void> =>
  writeFileAtomic(recordFile(out), jsonBytes(record));

/** A line on how each method's rates were chosen. */
export const searchLines = ({ search, methods }: SearchRecord): string[] =>
  methods.map(({ method, chosen, metric, score }) => {
    const values = Object.entries(chosen).map(([key, value]) => `${key}=${value}`);
    return `${method}: ${values.join(', ')}, of ${search.candidates} candidates by validation ${metric} (${score.toFixed(2)}) after ${search.epochs.join(' and ')} epochs`;
  });
