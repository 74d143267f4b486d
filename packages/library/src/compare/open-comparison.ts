import type { Backbone } from '@ftn/backbones';
import type { EngineInfo } from '@ftn/engine';
import { createIdentify, type DataIdentity, type Identify, openHashes } from '../data/fingerprint.js';
import { learnedOf } from '../data/learned-of.js';
import { createSubject, type Subject } from '../data/subject.js';
import { type BackboneIdentity, backboneIdentity, openBackbone } from '../networks/open-backbone.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { outputStrideOf } from '../train/plan-training.js';
import { runSettings } from '../train/run-settings.js';
import type { ComparedRun } from './compared-runs.js';
import type { CompareOptions } from './options.js';
import type { PreparedComparison } from './prepare.js';

/** What all runs of a comparison stand on, open in one process: its network and the images of its domains. */
export class OpenComparison implements AsyncDisposable {
  readonly options: CompareOptions;
  readonly prepared: PreparedComparison;
  readonly engine: EngineInfo;
  readonly backbone: Backbone;
  readonly identify: Identify;
  /** What tells the images of each domain from others. */
  readonly identities: ReadonlyMap<string, DataIdentity>;
  /** Whether a step's memory was asked for, once for all. */
  guarded = false;
  readonly #network: BackboneIdentity;
  readonly #subjects = new Map<number, Subject[]>();

  private constructor(
    of: Pick<OpenComparison, 'options' | 'prepared' | 'engine' | 'backbone' | 'identify' | 'identities'>,
    network: BackboneIdentity,
  ) {
    this.options = of.options;
    this.prepared = of.prepared;
    this.engine = of.engine;
    this.backbone = of.backbone;
    this.identify = of.identify;
    this.identities = of.identities;
    this.#network = network;
  }

  /** Opens the network and hashes the images; the engine runs. */
  static async open(
    options: CompareOptions,
    prepared: PreparedComparison,
    engine: EngineInfo,
  ): Promise<OpenComparison> {
    const { domains, tasksOf } = prepared;
    const backbone = await openBackbone(prepared.network);
    try {
      const hashes = await openHashes(domains);
      const identify = createIdentify(hashes);
      const identities = new Map<string, DataIdentity>();
      for (const data of domains)
        identities.set(data.name, await identify(data, learnedOf(tasksOf.get(data.name)!)));
      await hashes.save();
      const of = { options, prepared, engine, backbone, identify, identities };
      return new OpenComparison(of, await backboneIdentity(backbone));
    } catch (error) {
      backbone.dispose();
      throw error;
    }
  }

  /** The images of every domain in batches, as a run takes them: a trial is measured on validation images. */
  subjects({ domain, seed, trial }: Pick<ComparedRun, 'domain' | 'seed' | 'trial'>): Subject[] {
    return this.#of(seed)
      .filter(({ name }) => ['all', name].includes(domain))
      .map((subject) => {
        const { test, validation } = this.identities.get(subject.name)!;
        if (!trial) return { ...subject, testIdentity: test.sha256 };
        return {
          ...subject,
          test: subject.validation ?? subject.test,
          testIdentity: validation.sha256,
        };
      });
  }

  /** Everything that must be the same when a run is resumed. */
  settingsOf({ system, domain: name, seed }: ComparedRun): Record<string, unknown> {
    const { recipe, tasksOf } = this.prepared;
    return {
      ...runSettings({
        recipe,
        system,
        keep: keepOf(recipe),
        tasks: tasksOf.get(name) ?? [...tasksOf.values()][0]!,
        data: [...this.identities.values()].filter(({ domain }) => ['all', domain].includes(name)),
        backbone: this.#network,
        outputStride: outputStrideOf(recipe),
      }),
      seed,
    };
  }

  #of(seed: number): Subject[] {
    const { domains, recipe, tasksOf } = this.prepared;
    const { workers } = this.options;
    const known = this.#subjects.get(seed);
    if (known) return known;
    const fresh = domains.map((data) =>
      createSubject(data, recipe, { seed, workers, targets: learnedOf(tasksOf.get(data.name)!) }),
    );
    this.#subjects.set(seed, fresh);
    return fresh;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#subjects.values()].flat().map((subject) => subject.close()));
    this.backbone.dispose();
  }
}
