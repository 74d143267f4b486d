import {
  type AnyRecipe,
  assignments,
  departures,
  type JointResult,
  loadRecipe,
  type PreparedComparison,
  packageFile,
  type SharedBackbone,
  sharedBackbone,
} from '@ftn/library/internal';
import { showRun } from '../terminal/show-run.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ExperimentRequest } from './experiment.js';

const named = 'domainnet-joint-source';

/** What of a comparison's recipe says nothing of the network it stands on. */
const ofSystems = /^(methods|ranks|tuningBudget|paper|paperMultiples|choices|images)\b/;

/** The network all systems of table S1 start from. */
export interface JointNetwork {
  readonly weights: string;
  /** How it was trained and what it reached with the heads it had; null for one that ships or was given. */
  readonly trained: {
    readonly recipe: AnyRecipe;
    readonly results: readonly JointResult[];
    readonly departures: readonly string[];
    /** The run that made it, as one of the comparison's. */
    readonly cell: SharedBackbone['cell'];
  } | null;
}

/**
 * The assignments of the joint network among those of the command: `joint.KEY=VALUE` alone, and what is set of both, which
 * is everything but the systems compared.
 */
export function jointAssignments(set: readonly string[]): string[] {
  return set.flatMap((assignment) => {
    if (assignment.startsWith('joint.')) return [assignment.slice('joint.'.length)];
    return ofSystems.test(assignment) ? [] : [assignment];
  });
}

/** The assignments of the comparison alone. */
export const comparedAssignments = (set: readonly string[]): string[] =>
  set.filter((assignment) => !assignment.startsWith('joint.'));

/** The joint network's recipe as the command changes it: trained by the first seed. */
function jointRecipe({ set, seeds, epochs, batchSize, size }: ExperimentRequest, backbone: string) {
  const [seed = 0] = seeds;
  // Rates are those of the systems compared.
  const shared = { seed, epochs, batchSize, size, backbone };
  const assigned = assignments(named, { ...shared, set: jointAssignments(set) });
  return { assigned, recipe: loadRecipe(named, assigned), written: loadRecipe(named) };
}

/** Refuses a setting of the joint network before anything is opened. */
export function requireJointRecipe(request: ExperimentRequest, backbone: string): void {
  if (!request.mini) jointRecipe(request, backbone);
}

/** The joint network: the one that ships in miniature, else one trained on the comparison's images, or gone on with. */
export async function jointNetwork(
  request: ExperimentRequest,
  { recipe: compared, domains }: PreparedComparison,
  terminal: Terminal,
): Promise<JointNetwork> {
  const { mini, weights, workers, allowChange, resume, command, signal, out, runs, threads } = request;
  if (mini)
    return { weights: weights ?? packageFile('assets', 'resnet10-small-joint.safetensors'), trained: null };
  const { assigned, recipe, written } = jointRecipe(request, compared.backbone);
  const run = sharedBackbone({
    label: 'joint network',
    folder: 'joint',
    data: domains,
    recipe: named,
    set: assigned,
    weights,
    out,
    runs,
    workers,
    threads,
    resume,
    allowChange,
    command,
    signal,
  });
  const { file, results, cell } = await showRun(run, terminal);
  const { limit, testLimit } = request;
  const found = departures({ recipe, written, domains, options: { limit, testLimit } });
  return { weights: file, trained: { recipe, results, departures: found, cell } };
}
