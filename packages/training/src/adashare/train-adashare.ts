import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backboneHash, DomainGroup, type FrozenGroup, type Parameter } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { BatchSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import {
  type AdaShareOptions,
  adaShare,
  type Method,
  type ResolvedAdaShareOptions,
  resolveAdaShareOptions,
} from '@ftn/tensor-factors';
import { balancedBatches } from '../joint/balanced-batches.js';
import { type GroupDomain, groupValidation, objectivesOf } from '../joint/group-domain.js';
import { GroupLearner, type GroupPart } from '../joint/group-learner.js';
import type { PhaseConfig } from '../loop/training-config.js';
import type { StopRequest } from '../run/run-recorder.js';
import { type RunStorage, runStage, type StageWatcher } from '../run/run-stage.js';
import { drawPolicies, type PolicyDecisions } from './draw-policies.js';
import { policyPenalty, sampledGates, seededNoise } from './policy-part.js';
import { type PolicyTable, policyTable } from './policy-table.js';

/** A domain with its training images in two halves: weights learn on the first, policies on the second. */
export interface AdaShareDomain extends GroupDomain {
  readonly halves: readonly [weights: BatchSource, policy: BatchSource];
}

/** The phases of AdaShare by name; an epoch of `policy` is a round. */
export interface AdaSharePhases {
  readonly 'warm-up': PhaseConfig;
  readonly policy: PhaseConfig;
  readonly retrain: PhaseConfig;
}

/** An AdaShare training: the network, its domains and the phases. */
export interface TrainAdaShareOptions {
  /** Where the shared network starts, in the beginning and with every policy drawn; it stays as it is. */
  readonly backbone: Backbone;
  readonly domains: readonly AdaShareDomain[];
  /** Options of AdaShare; defaults for those that are missing. */
  readonly options?: AdaShareOptions;
  /** Whose block policies are learned; default AdaShare with these options. */
  readonly method?: Method;
  readonly phases: AdaSharePhases;
  readonly seed: number;
  /** A folder for each stage is made in its directory. */
  readonly storage?: RunStorage;
  /** Stops the training after the current step. */
  readonly stop?: StopRequest;
  /** Called at steps and epochs of every stage. */
  readonly watcher?: StageWatcher;
}

/** A drawn policy, and how the network trained with it does on the validation images, in percent. */
export interface AdaShareCandidate {
  readonly selected: PolicyDecisions;
  readonly validation: number | null;
}

/** The network and domains of an AdaShare training, with their policies. */
export interface AdaShareResult extends FrozenGroup {
  /** What the domains that came back do with every block. */
  readonly policy: PolicyTable;
  readonly candidates: readonly AdaShareCandidate[];
  /** The number of the candidate that came back. */
  readonly chosen: number;
}

const isPolicy = ({ group }: Parameter) => group === 'policy';
const isWeight = (parameter: Parameter) => !isPolicy(parameter);
const steps = (count: number | undefined) => (count === undefined ? {} : { steps: count });

/** The stages of one training, each in a folder of its own. */
class Stages {
  readonly #options: TrainAdaShareOptions;
  readonly #settings: Readonly<Record<string, unknown>>;

  constructor(options: TrainAdaShareOptions, settings: Readonly<Record<string, unknown>>) {
    this.#options = options;
    this.#settings = settings;
  }

  /** Trains a group in one phase; with `validated`, it ends at its best epoch and the accuracy there comes back. */
  async train(
    name: string,
    group: DomainGroup,
    { epochs }: PhaseConfig,
    stage: {
      readonly parts: Readonly<Record<string, GroupPart>>;
      readonly data: ReturnType<typeof balancedBatches>;
      readonly validated?: boolean;
      readonly settings?: Readonly<Record<string, unknown>>;
    },
  ): Promise<number | null> {
    const { domains, storage, stop, watcher } = this.#options;
    const learner = new GroupLearner(group, objectivesOf(domains), stage.parts);
    const validate = stage.validated ? groupValidation(group, domains) : undefined;
    try {
      const settings = { ...storage?.settings, ...this.#settings, stage: name, ...stage.settings };
      const position = await runStage({
        name,
        learner,
        trained: group,
        data: stage.data,
        epochs,
        stop,
        watcher,
        ...(validate ? { validate } : {}),
        ...(storage ? { storage: placeOf(storage, name, settings) } : {}),
      });
      return position.best;
    } finally {
      learner.dispose();
    }
  }
}

/** A stage's own folder; one that is not there yet begins, whether or not the whole is resumed. */
function placeOf(storage: RunStorage, name: string, settings: RunStorage['settings']): RunStorage {
  const directory = join(storage.directory, name);
  return { ...storage, directory, settings, resume: storage.resume && existsSync(directory) };
}

/** Warm-up with all blocks, then rounds of weights on one half of the images and policies on the other. */
async function learnPolicies(
  options: TrainAdaShareOptions,
  resolved: ResolvedAdaShareOptions,
  stages: Stages,
): Promise<PolicyTable> {
  const { backbone, domains, phases, seed, method = adaShare(resolved) } = options;
  const group = DomainGroup.create({ backbone, method, domains, seed });
  try {
    const warmUp = phases['warm-up'];
    await stages.train('warm-up', group, warmUp, {
      parts: { weights: { trains: isWeight, ...warmUp, gates: () => new Map() } },
      data: balancedBatches([
        { part: 'weights', sources: domains.map(({ train }) => train), ...steps(warmUp.steps) },
      ]),
    });
    const { policy } = phases;
    const gates = sampledGates(resolved, seededNoise(seed));
    await stages.train('policy', group, policy, {
      parts: {
        weights: { trains: isWeight, ...policy, gates },
        policy: { trains: isPolicy, ...policy, gates, penalty: policyPenalty(resolved) },
      },
      data: balancedBatches([
        { part: 'weights', sources: domains.map(({ halves }) => halves[0]), ...steps(policy.steps) },
        { part: 'policy', sources: domains.map(({ halves }) => halves[1]), ...steps(policy.policySteps) },
      ]),
    });
    return policyTable(group.domains);
  } finally {
    group.dispose();
  }
}

/** A group at the start again, whose domains have learned probabilities but decided policies. */
function decidedGroup(
  options: TrainAdaShareOptions,
  resolved: ResolvedAdaShareOptions,
  learned: PolicyTable,
  decisions: PolicyDecisions,
): DomainGroup {
  const { backbone, domains, seed, method = adaShare(resolved) } = options;
  const group = DomainGroup.create({ backbone, method, domains, seed });
  for (const [t, domain] of group.domains.entries()) {
    for (const [l, policy] of [...domain.parts.policies.values()].entries()) {
      policy.adopt(learned.logits[t]![l]!);
      policy.decide(decisions[t]![l]!);
    }
  }
  return group;
}

/**
 * AdaShare (Sun et al., 2020) from a backbone: warm-up with every block, rounds that move weights and policies in
 * turn, then each of several policies drawn from what was learned is trained anew from the start, and the best on the
 * validation images comes back: one shared backbone, to be stored once, and every domain over it. The caller
 * disposes them.
 *
 * @throws UsageError where several policies are to be drawn and a domain has no validation images to choose by
 */
export async function trainAdaShare(options: TrainAdaShareOptions): Promise<AdaShareResult> {
  const { backbone, domains, phases, seed } = options;
  const resolved = resolveAdaShareOptions(options.options);
  if (resolved.policies > 1 && domains.some(({ validation }) => !validation)) {
    throw new UsageError(
      'AdaShare chooses among policies by validation, and a domain has no validation images',
      {
        hint: "Hold some out, or set the option 'policies' to 1.",
      },
    );
  }
  const stages = new Stages(options, {
    adashare: resolved,
    phases,
    seed,
    start: await backboneHash(backbone),
    domains: domains.map(({ name, classes }) => ({ name, classes })),
  });
  const learned = await learnPolicies(options, resolved, stages);
  const drawn = drawPolicies(learned, resolved.policies, seed);
  const candidates: AdaShareCandidate[] = [];
  let best: { chosen: number; frozen: FrozenGroup } | undefined;
  for (const [number, selected] of drawn.entries()) {
    const group = decidedGroup(options, resolved, learned, selected);
    try {
      const { retrain } = phases;
      const validation = await stages.train(`retrain-${number + 1}`, group, retrain, {
        parts: { weights: { trains: isWeight, ...retrain } },
        data: balancedBatches([
          { part: 'weights', sources: domains.map(({ train }) => train), ...steps(retrain.steps) },
        ]),
        validated: true,
        settings: { selected },
      });
      candidates.push({ selected, validation });
      if (best && (validation ?? 0) <= (candidates[best.chosen]!.validation ?? 0)) continue;
      dispose(best?.frozen);
      best = { chosen: number, frozen: group.freeze() };
    } catch (error) {
      dispose(best?.frozen);
      throw error;
    } finally {
      group.dispose();
    }
  }
  const { chosen, frozen } = best!;
  return { ...frozen, policy: policyTable(frozen.domains), candidates, chosen };
}

function dispose(frozen: FrozenGroup | undefined): void {
  for (const domain of frozen?.domains ?? []) domain.dispose();
  frozen?.backbone.dispose();
}
