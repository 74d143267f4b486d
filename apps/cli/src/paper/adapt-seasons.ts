import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Generator } from '@ftn/backbones';
import { type EngineInfo, startEngine } from '@ftn/engine';
import type { AdaptationRecipe } from '@ftn/generation/node';
import type { ComparisonReport } from '@ftn/report';
import { engineLine } from '../compose/engine-line.js';
import { type AdaptedDomain, adaptImages } from '../compose/generation/adapt-images.js';
import { adaptationConfig } from '../compose/generation/generator-choice.js';
import { type ImageDomain, openImageDomains } from '../compose/generation/image-domains.js';
import { openGenerator } from '../compose/generation/open-generator.js';
import { type Judges, openJudges } from '../compose/generation/open-judges.js';
import { type PsnrTable, psnrTable } from '../compose/generation/psnr-table.js';
import type { StopSignal } from '../compose/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ExperimentRequest } from './experiment.js';
import { seasonsPage } from './seasons-page.js';
import { planSeasons, type SeasonsExperiment } from './seasons-plan.js';

/** Generators adapted to every season at every rank, with the table and the page that show them. */
export interface AdaptedSeasons {
  readonly recipe: AdaptationRecipe;
  readonly generator: Generator;
  readonly engine: EngineInfo;
  readonly domains: readonly ImageDomain[];
  /** By rank, then by domain. */
  readonly adapted: readonly AdaptedDomain[];
  readonly table: PsnrTable;
  readonly page: ComparisonReport;
}

/**
 * Adapts the generator to every season at every rank, each in its own folder under `out`, hands everything to `use`, and
 * frees it.
 */
export async function withAdaptedSeasons<T>(
  experiment: SeasonsExperiment,
  request: ExperimentRequest,
  { stop, terminal }: { stop: StopSignal; terminal: Terminal },
  use: (seasons: AdaptedSeasons) => Promise<T>,
): Promise<T> {
  const plan = planSeasons(experiment, request);
  const { recipe, ranks, data } = plan;
  const { out, resume, command, workers, mini } = request;
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const generator = await openGenerator(plan.generator, recipe.generator);
  let judges: Judges | undefined;
  try {
    judges = await openJudges(plan, generator, terminal);
    const { discriminator, perceptual } = judges;
    const size = generator.architecture.config.resolution;
    const domains: ImageDomain[] = [];
    const reading = { size, recipe, seed: recipe.training.seed, workers, terminal };
    for (const spec of data) domains.push(...(await openImageDomains(spec, reading)));
    const adapted: AdaptedDomain[] = [];
    for (const rank of ranks) {
      const chosen = { recipe: { ...recipe, ranks: [rank] }, method: 'ftn', options: { rank } };
      const config = adaptationConfig(chosen, command);
      for (const domain of domains) {
        const directory = join(out, `ftn-R-${rank}`, domain.name);
        const run = {
          ...chosen,
          generator,
          discriminator,
          perceptual,
          data: domain,
          engine,
          directory,
          config,
          // What was stopped also has runs that never began.
          resume: resume && existsSync(directory),
          tellMemory: adapted.length === 0,
        };
        const done = await adaptImages({ ...run, stop, terminal });
        terminal.note(
          `${domain.name} R=${rank}: PSNR ${done.quality.psnr.toFixed(2)} dB, ${done.steps} steps`,
        );
        adapted.push(done);
      }
    }
    const id = mini ? `${experiment.name}-mini` : experiment.name;
    const table = psnrTable({ id, engine: engine.name, generator, recipe, adapted });
    const page = seasonsPage({ recipe, generator, data, adapted, table, command, engine });
    return await use({ recipe, generator, engine, domains, adapted, table, page });
  } finally {
    judges?.dispose();
    generator.dispose();
  }
}
