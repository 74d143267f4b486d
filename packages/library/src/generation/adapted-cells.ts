import type { RunContext } from '../progress/run.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import { systemLabel } from '../recipes/plan-systems.js';
import type { Cell } from '../sweep/cells.js';
import { type ResumableCell, runId, shortHash } from '../sweep/plan-runs.js';
import { planRuns, planTraining } from '../train/plan-training.js';
import { type AdaptationJob, adaptationSettings } from './adapt-images.js';
import type { AdaptedOptions, AdaptedTraining } from './adapted-options.js';
import type { OpenAdaptation } from './open-adaptation.js';
import { adaptationConfigOf } from './plan-adaptation.js';

/** One run of a plan of adaptations. */
export interface AdaptedCell extends Cell, ResumableCell {
  readonly options: AdaptedTraining;
  /** What it adapts by. */
  readonly chosen: ChosenSystem;
}

/** The system of a rank. */
export const adaptedSystem = (adapted: AdaptedOptions, rank: number): ChosenSystem =>
  planTraining({ ...adapted, rank });

/** What one run of open adaptations is trained from, in a folder. @throws UsageError where there is no such domain */
export async function jobOf(
  open: OpenAdaptation,
  { chosen, domain }: { readonly chosen: ChosenSystem; readonly domain: string },
  { out, context }: { readonly out: string; readonly context: RunContext },
): Promise<Omit<AdaptationJob, 'options'>> {
  const sized = open.sized(chosen);
  const data = open.wholes.find(({ name }) => name === domain)!;
  const [run] = planRuns([data], sized.recipe, { out });
  const images = await open.images(data, sized, context);
  const { section, generator, networks, engine } = open;
  return { run: run!, images, chosen: sized, section, generator, networks, engine };
}

/**
 * The runs that adapt a generator to every domain at every rank, with what tells each from every other: its resolved settings, its
 * images, the weights of every network it uses, the version of the library and its threads where they were asked for.
 */
export async function adaptedCells(
  open: OpenAdaptation,
  {
    adapted,
    ranks,
    threads,
  }: {
    readonly adapted: AdaptedOptions;
    readonly ranks: readonly number[];
    readonly threads: number | undefined;
  },
  context: RunContext,
): Promise<AdaptedCell[]> {
  const discriminator = await open.discriminatorHash();
  const cells: AdaptedCell[] = [];
  for (const rank of ranks) {
    const chosen = adaptedSystem(adapted, rank);
    for (const { name: domain } of open.wholes) {
      const job = await jobOf(open, { chosen, domain }, { out: '', context });
      const settings = await adaptationSettings(job);
      const { linears, spectralNorm } = open.section;
      const config = adaptationConfigOf(open.section, chosen.system);
      const { seed } = chosen.system.config;
      const of = { kind: 'adapted', settings, config, linears, spectralNorm, discriminator, seed };
      const label = [systemLabel(chosen.system), domain, `seed ${seed}`].join(' · ');
      const options = { adapted, rank, domain };
      const tested = shortHash(job.images.identity.test);
      cells.push({ id: runId(of, threads), label, tested, settings, chosen, options });
    }
  }
  return cells;
}
