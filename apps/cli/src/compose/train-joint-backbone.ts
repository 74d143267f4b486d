import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { EngineInfo } from '@ftn/engine';
import { evaluateDomain, type Recipe, type System, trainJoint } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { type BackboneChoice, openBackbone, randomBackbone } from './backbone.js';
import { dataFingerprint } from './data-fingerprint.js';
import type { DomainData } from './domain-data.js';
import { createLoaders } from './loaders.js';
import { backboneIdentity, runSettings } from './run-settings.js';
import { saveBackbone } from './save-backbone.js';
import type { StopSignal } from './stop-signal.js';
import { Throughput } from './throughput.js';

export interface JointRunOptions {
  readonly recipe: Recipe;
  /** Its optimizers, epochs and schedule train the whole network. */
  readonly system: System;
  readonly domains: readonly DomainData[];
  /** Where training starts; null for random weights. */
  readonly start: BackboneChoice | null;
  readonly engine: EngineInfo;
  /** Checkpoints, config.yaml and backbone.safetensors. */
  readonly directory: string;
  readonly config: string;
  readonly resume: boolean;
  readonly saveEvery?: number | undefined;
  readonly workers?: number | undefined;
  readonly stop: StopSignal;
  readonly terminal: Terminal;
}

/** Top-1 of the joint network on a domain's test images, in percent. */
export interface JointAccuracy {
  readonly domain: string;
  readonly accuracy: number;
}

/** Trains one backbone on all domains together and writes it; says how it does on each with the heads it had. */
export async function trainJointBackbone(
  options: JointRunOptions,
): Promise<{ file: string; accuracies: JointAccuracy[] }> {
  const { recipe, system, domains, start, engine, directory, stop, terminal } = options;
  const { seed } = system.config;
  const backbone = start ? await openBackbone(start) : randomBackbone(recipe.backbone, seed);
  const loaders = domains.map((data) => createLoaders(data, recipe, { seed, workers: options.workers }));
  const throughput = new Throughput();
  try {
    const data = [];
    for (const domain of domains) data.push(await dataFingerprint(domain));
    const identity = await backboneIdentity(backbone);
    const joint = await trainJoint({
      backbone,
      domains: loaders.map(({ name, classes, train, validation }, i) => ({
        name,
        classes,
        train,
        ...(domains[i]!.validation.length > 0 ? { validation } : {}),
      })),
      config: system.config,
      stop,
      storage: {
        directory,
        settings: runSettings({ recipe, system, data, backbone: identity }),
        fingerprint: { ...engine.fingerprint },
        resume: options.resume,
        stop,
        ...(options.saveEvery === undefined ? {} : { saveEvery: options.saveEvery }),
        onStart: () => writeFileAtomic(join(directory, 'config.yaml'), Buffer.from(options.config)),
        onNote: (note) => terminal.note(note),
      },
      watcher: {
        onStep({ step, totalSteps, epoch, loss, images }) {
          const speed = throughput.add(images).toPrecision(3);
          const detail = `epoch ${epoch + 1}/${system.config.epochs} · loss ${loss.toFixed(3)} · ${speed} images/s`;
          terminal.progress('joint', { done: step, total: totalSteps, detail });
        },
        onEpoch({ epoch, loss, validation }) {
          const mean = validation === null ? '' : `, mean validation ${validation.toFixed(2)} %`;
          terminal.note(`joint: epoch ${epoch + 1}: loss ${loss.toFixed(4)}${mean}`);
        },
      },
    });
    try {
      const accuracies: JointAccuracy[] = [];
      for (const [i, domain] of joint.domains.entries()) {
        const check = () => stop.throwIfRequested('training is finished and saved');
        const { top1 } = await evaluateDomain(domain, loaders[i]!.test(), check);
        accuracies.push({ domain: domain.name, accuracy: top1 });
      }
      const file = join(directory, 'backbone.safetensors');
      await saveBackbone(joint.backbone, file);
      return { file, accuracies };
    } finally {
      for (const domain of joint.domains) domain.dispose();
      joint.backbone.dispose();
    }
  } finally {
    await Promise.all(loaders.map((loader) => loader.close()));
    backbone.dispose();
  }
}
