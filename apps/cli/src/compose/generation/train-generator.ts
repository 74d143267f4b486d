import { join, resolve } from 'node:path';
import { startEngine } from '@ftn/engine';
import { formatComparison } from '@ftn/report';
import type { Terminal } from '../../terminal/terminal.js';
import { shownPath } from '../comparison-report.js';
import { displayNames } from '../display-names.js';
import { engineLine } from '../engine-line.js';
import type { StopSignal } from '../stop-signal.js';
import { type AdaptedDomain, adaptImages } from './adapt-images.js';
import type { ResolvedAdaptation } from './generator-choice.js';
import { openImageDomains } from './image-domains.js';
import { openGenerator } from './open-generator.js';
import { type Judges, openJudges } from './open-judges.js';
import { psnrTable } from './psnr-table.js';

export interface TrainGeneratorOptions extends ResolvedAdaptation {
  readonly generator: string;
  /** The discriminator's file; default the generator's own, where it ships or lies beside it. */
  readonly discriminator?: string | undefined;
  /** Weights of the classifier of a perceptual term; default those that ship. */
  readonly weights?: string | undefined;
  /** `--data` words. */
  readonly data: readonly string[];
  /** The run's folder; several domains get a folder each in it. Default `runs/DOMAIN-METHOD-RANK`. */
  readonly out?: string | undefined;
  readonly config: string;
  readonly resume: boolean;
  readonly limit?: number | undefined;
  readonly saveEvery?: number | undefined;
  readonly workers?: number | undefined;
  readonly memoryLimit?: number | undefined;
  readonly json: boolean;
}

/** Adapts a generator to every domain of the data, each in its own folder, and shows how well it gives images back. */
export async function trainGenerator(
  options: TrainGeneratorOptions,
  stop: StopSignal,
  terminal: Terminal,
): Promise<void> {
  const { recipe, method, options: chosen } = options;
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const generator = await openGenerator(options.generator, recipe.generator);
  let judges: Judges | undefined;
  try {
    judges = await openJudges(options, generator, terminal);
    const { discriminator, perceptual } = judges;
    const size = generator.architecture.config.resolution;
    const { limit, workers } = options;
    const reading = { size, recipe, seed: recipe.training.seed, limit, workers, terminal };
    const domains = [];
    for (const spec of options.data) domains.push(...(await openImageDomains(spec, reading)));
    stop.throwIfRequested();
    const what = domains.length === 1 ? domains[0]!.name : `${domains.length}-domains`;
    const rank = typeof chosen.rank === 'number' ? [chosen.rank] : [];
    const out = resolve(options.out ?? join('runs', [what, method, ...rank].join('-')));
    const adapted: AdaptedDomain[] = [];
    for (const data of domains) {
      const directory = domains.length === 1 ? out : join(out, data.name);
      const done = await adaptImages({
        ...options,
        generator,
        discriminator,
        perceptual,
        data,
        engine,
        directory,
        stop,
        terminal,
      });
      const early = done.stoppedEarly ? ', when patience was out' : '';
      terminal.note(
        `${data.name}: PSNR ${done.quality.psnr.toFixed(2)} dB after ${done.steps} steps${early}, written to ${shownPath(done.folder)}`,
      );
      adapted.push(done);
    }
    const { means, ...table } = psnrTable({
      id: 'train',
      engine: engine.name,
      generator,
      // The paper's numbers are of its data, which this need not be.
      recipe: { paper: {} },
      adapted,
    });
    const text = formatComparison(
      { ...table, rows: [...table.rows, ...means] },
      { width: terminal.width, color: terminal.color, names: displayNames },
    );
    if (options.json) terminal.json(table);
    else terminal.print(text);
  } finally {
    judges?.dispose();
    generator.dispose();
  }
}
