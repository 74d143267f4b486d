import { join } from 'node:path';
import { countParameters, type Generator } from '@ftn/backbones';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { EngineInfo } from '@ftn/engine';
import { evaluateReconstruction, GeneratorDomain, generatorHash, imageBatches } from '@ftn/generation';
import { type AdaptationResult, adapt, type GeneratorSection } from '@ftn/generation/node';
import { formatMetric, metricOf } from '@ftn/metrics';
import { createMethod } from '@ftn/tensor-factors';
import {
  changesOfRun,
  epochsOfRun,
  type Measured,
  measuredOnce,
  scoreOf,
  type TaskResult,
} from '@ftn/training';
import { adapterDetails } from '../adapter/details.js';
import { backboneIdentity } from '../networks/open-backbone.js';
import type { RunContext } from '../progress/run.js';
import type { ChosenSystem } from '../recipes/choose-system.js';
import { runConfig } from '../recipes/run-config.js';
import type { TrainOptions } from '../train/options.js';
import type { PlannedRun } from '../train/plan-training.js';
import { runSettings } from '../train/run-settings.js';
import { resumeHint, type Trained } from '../train/trained.js';
import { guardAdaptation } from './adaptation-memory.js';
import type { ImageDomain } from './image-domains.js';
import type { LossNetworks } from './loss-networks.js';
import { adaptationConfigOf } from './plan-adaptation.js';

/** One domain's images, and everything a generator is adapted to them with. */
export interface AdaptationJob {
  readonly run: PlannedRun;
  readonly images: ImageDomain;
  readonly chosen: ChosenSystem;
  readonly section: GeneratorSection;
  readonly generator: Generator;
  readonly networks: LossNetworks;
  readonly engine: EngineInfo;
  readonly options: TrainOptions;
}

/** A fresh domain of the images over the generator. */
function createDomain({ images, chosen, section, generator }: AdaptationJob): GeneratorDomain {
  const { method, options, config } = chosen.system;
  const { linears, spectralNorm } = section;
  return GeneratorDomain.create({
    name: images.data.name,
    generator,
    method: createMethod(method, options),
    classes: images.classes,
    options: { linears, spectralNorm },
    seed: config.seed,
  });
}

/** Everything that must be the same when the run is resumed, except the learner's own state. */
export async function adaptationSettings({
  run,
  images,
  chosen,
  section,
  generator,
  networks,
}: Omit<AdaptationJob, 'engine' | 'options'>): Promise<Record<string, unknown>> {
  const { recipe, system } = chosen;
  const { perceptual } = networks;
  const identity = perceptual && (await backboneIdentity(perceptual.backbone));
  return {
    ...runSettings({
      recipe,
      system,
      keep: 'last',
      tasks: run.tasks,
      data: [images.identity],
      backbone: { name: generator.architecture.name, sha256: await generatorHash(generator) },
      outputStride: undefined,
    }),
    perceptual: identity ? { ...section.perceptual, ...identity } : null,
  };
}

/** Adapts a generator to one domain's images in the run's folder, from the start or from its newest checkpoint. */
export async function adaptImages(job: AdaptationJob, context: RunContext): Promise<Trained> {
  const { run, images, chosen, section, networks, engine, options } = job;
  const { emit, stop } = context;
  const { recipe, system } = chosen;
  const { directory } = run;
  const { name } = images.data;
  const [task] = run.tasks as [PlannedRun['tasks'][number]];
  const { epochs, batchSize, seed } = system.config;
  const began = performance.now();
  const domain = createDomain(job);
  let measured: Measured | undefined;
  try {
    const question = { engine, limit: options.memoryLimit };
    const config = adaptationConfigOf(section, system);
    const of = { task, recipe, system, seed, data: images.data, identity: images.identity };
    const yaml = runConfig(chosen, options.command ?? 'train(…)');
    const result = await adapt({
      directory,
      domain,
      config,
      data: imageBatches(images.images, { batchSize, seed }),
      count: images.images.labels.length,
      discriminator: networks.discriminator,
      perceptual: networks.perceptual,
      details: adapterDetails({ ...of, metrics: {} }),
      settings: await adaptationSettings(job),
      fingerprint: { ...engine.fingerprint },
      resume: options.resume ?? false,
      allowChange: options.allowChange ?? false,
      stop,
      beforeWrite: options.beforeWrite,
      ...(options.saveEvery === undefined ? {} : { saveEvery: options.saveEvery }),
      async onStart() {
        emit({ kind: 'note', text: await guardAdaptation(domain, section, { ...question, batchSize }) });
        stop.throwIfRequested('no step was taken yet', resumeHint);
        await options.beforeWrite?.();
        await writeFileAtomic(join(directory, 'config.yaml'), Buffer.from(yaml));
      },
      onNote: (text) => emit({ kind: 'note', text }),
      onStep({ step, totalSteps, epoch, loss, images: count, seconds }) {
        const losses = { [task.name]: loss };
        emit({ kind: 'step', run: name, step, totalSteps, epoch, epochs, losses, images: count, seconds });
      },
      onEpoch({ epoch, loss, best }) {
        emit({ kind: 'epoch', run: name, epoch, epochs, loss, metrics: {}, best });
      },
      async describe(adapted) {
        measured = await measureAdapted(job, domain, adapted, { began, context });
        const kept = { epoch: adapted.position.epoch, of: 'last' } as const;
        const changes = await changesOfRun(directory);
        const { metrics = {}, training } = adapterDetails({
          ...of,
          metrics: measured.metrics,
          kept,
          changes,
        });
        return { metrics, training };
      },
    });
    const trained = await resultOf(job, domain, result, measured!);
    tell(trained, name, context);
    return trained;
  } finally {
    domain.dispose();
  }
}

/** How well the domain gives its images back, read from a run that was measured before or measured now and kept. */
async function measureAdapted(
  { run, images, options: { beforeWrite } }: AdaptationJob,
  domain: GeneratorDomain,
  { latents }: AdaptationResult,
  { began, context: { emit, stop } }: { readonly began: number; readonly context: RunContext },
): Promise<Measured> {
  const [task] = run.tasks as [PlannedRun['tasks'][number]];
  const total = images.images.labels.length;
  const measured = await measuredOnce({ directory: run.directory, beforeWrite }, [task.name], async () => {
    const { metrics } = await evaluateReconstruction(domain, images.images, latents, {
      task,
      onProgress(done) {
        stop.throwIfRequested('training is finished and saved', resumeHint);
        emit({ kind: 'progress', label: `${images.data.name}: testing`, done, total });
      },
    });
    return { metrics, validation: null, seconds: (performance.now() - began) / 1000 };
  });
  return measured[task.name]!;
}

async function resultOf(
  { run, images, chosen, generator: { architecture } }: AdaptationJob,
  domain: GeneratorDomain,
  { position, stoppedEarly, latents }: AdaptationResult,
  measured: Measured,
): Promise<Trained> {
  const [task] = run.tasks as [PlannedRun['tasks'][number]];
  const epochs = await epochsOfRun(run.directory);
  return {
    system: chosen.system,
    domain: images.data.name,
    task: task.name,
    metric: task.metric.name,
    seed: chosen.system.config.seed,
    ...measured,
    counts: { ...domain.counts() },
    adaptedLayers: [...domain.parts.parametrizations.keys()],
    epochs: epochs.map(({ epoch, loss, validation }) => ({ epoch, loss, validation })),
    folder: run.adapterOf(task),
    network: { name: architecture.name, parameters: countParameters(architecture) },
    reconstruction: { images: images.images.labels.length, steps: position.step, stoppedEarly, latents },
  };
}

/** Says how it went. */
function tell({ folder, ...result }: Trained, name: string, { emit }: RunContext): void {
  const { steps, stoppedEarly } = result.reconstruction!;
  const score = formatMetric(metricOf(result.metric), scoreOf(result));
  const early = stoppedEarly ? ', when patience was out' : '';
  emit({ kind: 'done', label: name });
  const text = `${name}: ${result.metric} ${score} after ${steps} steps${early}, written to ${folder}`;
  emit({ kind: 'note', text });
  emit({ kind: 'result', result: result satisfies TaskResult, folder });
}
