import { join } from 'node:path';
import { UsageError } from '@ftn/errors';
import type { Experiment, ExperimentRequest } from './experiment.js';
import { experimentCommand } from './experiment-command.js';
import { experiments } from './index.js';

/** The request of the whole paper: that of one experiment, with weights for each network by its name. */
export type PaperRequest = Omit<ExperimentRequest, 'weights' | 'runs'> & {
  /** `resnet34=FILE`, one for each network that is adapted. */
  readonly weights: readonly string[];
};

/** A table or a figure as it is to be made, or why it cannot be. */
export interface PlannedExperiment {
  readonly name: string;
  readonly experiment: Experiment;
  /** Null where something was not given. */
  readonly request: ExperimentRequest | null;
  /** What was not given. */
  readonly missing: string | null;
}

/** Weights by the name of their network. @throws UsageError for a word that names none, or one no experiment adapts */
function weightsByNetwork(words: readonly string[]): ReadonlyMap<string, string> {
  const networks = new Set<string>(Object.values(experiments).map(({ backbone }) => backbone));
  return new Map(
    words.map((word) => {
      const [name, ...file] = word.split('=');
      if (file.length > 0 && networks.has(name!)) return [name!, file.join('=')];
      throw new UsageError(`invalid --weights '${word}'`, {
        expected: `NETWORK=FILE, of ${[...networks].join(', ')}`,
        hint: 'The experiments of the paper adapt several networks: name the one each file is of.',
      });
    }),
  );
}

/** The data of an experiment among what was given: of a kind of several sets, the one it is about. */
const dataOf = ({ kind, subset }: Experiment, given: readonly string[]): string[] =>
  given
    .filter((word) => word.startsWith(`${kind}:`))
    .map((word) => (subset === undefined ? word : join(word.slice(kind.length + 1), subset)));

/** What is set in the recipe of one experiment: of all, `KEY=VALUE`, and of itself, `table-s1.KEY=VALUE`. */
const assignmentsOf = (name: string, set: readonly string[]): string[] =>
  set.flatMap((assignment) => {
    if (assignment.startsWith(`${name}.`)) return [assignment.slice(name.length + 1)];
    return Object.keys(experiments).some((other) => assignment.startsWith(`${other}.`)) ? [] : [assignment];
  });

/** What of a request applies to an experiment: where a generator is adapted there is one method, with ranks of its own. */
function narrowed(request: ExperimentRequest, { compares }: Experiment): ExperimentRequest {
  const { seeds, ...rest } = request;
  const network = { ...rest, seeds, generator: undefined, discriminator: undefined };
  if (compares === 'methods') return network;
  if (compares === 'ranks') return { ...network, methods: undefined, tune: false };
  const one = { methods: undefined, ranks: undefined, tune: false, testLimit: undefined, size: undefined };
  return { ...rest, ...one, seeds: [seeds[0] ?? 0] };
}

/**
 * Every table and figure as one request asks for it, each in a folder of its own; runs that several have by the same recipe
 * are kept in one place, and so trained once.
 *
 * @throws UsageError for data or weights that no experiment takes
 */
export function planPaper(request: PaperRequest): PlannedExperiment[] {
  const { mini, data, weights: words, generator, out } = request;
  const weights = weightsByNetwork(words);
  const all: [string, Experiment][] = Object.entries(experiments);
  const other = data.find((word) => !all.some(([, { kind }]) => word.startsWith(`${kind}:`)));
  if (other !== undefined) {
    throw new UsageError(`no experiment of the paper takes '--data ${other}'`, {
      expected: [...new Set(all.map(([, { kind }]) => `${kind}:PATH`))].join(', '),
    });
  }
  return all.map(([name, experiment]) => {
    const own = {
      ...request,
      data: dataOf(experiment, data),
      set: assignmentsOf(name, request.set),
      weights: weights.get(experiment.backbone),
      out: join(out, name),
      runs: join(out, 'runs'),
      // Given again it goes on: what is finished is read.
      resume: true,
    };
    const lacks = [
      ...(mini || own.data.length > 0 ? [] : [`--data ${experiment.kind}:PATH`]),
      ...(mini || experiment.compares !== 'seasons' || generator !== undefined ? [] : ['--generator FILE']),
      ...(mini || experiment.compares === 'seasons' || own.weights !== undefined
        ? []
        : [`--weights ${experiment.backbone}=FILE`]),
    ];
    const missing = lacks.length === 0 ? null : lacks.join(' and ');
    const asked = narrowed(own, experiment);
    const command = experimentCommand(name, asked);
    return { name, experiment, request: missing === null ? { ...asked, command } : null, missing };
  });
}
