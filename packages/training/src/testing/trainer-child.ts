import { createHash } from 'node:crypto';
// @boundaries-ignore the engine of the tests, which no library may depend on
import { startForTests } from '../../../engine/src/testing/start-for-tests.js';
import { runTraining } from '../run/run-training.js';
import {
  accuracyOf,
  tinyBackbone,
  tinyConfig,
  tinyDomain,
  tinyHeldOut,
  tinySource,
  valuesOf,
} from './tiny-training.js';

/** What a test asks of this process: a run to begin or to go on, which nothing but a kill ends early. */
export interface Ask {
  readonly directory: string;
  readonly epochs: number;
  readonly fingerprint?: Readonly<Record<string, unknown>>;
  /** What every rate is multiplied by; default 1. */
  readonly pace?: number;
}

/** How it ended: a hash of everything trained, the losses, and what was said on the way. */
export interface Answer {
  readonly sha256: string;
  readonly losses: readonly number[];
  readonly notes: readonly string[];
}

await startForTests();
const backbone = tinyBackbone();

/** Every rate times `pace`. */
const paced = (pace: number): typeof tinyConfig.optimizers => {
  const groups = Object.entries(tinyConfig.optimizers).map(([group, config]) => {
    return [group, { ...config!, rate: config!.rate * pace }] as const;
  });
  return { ...tinyConfig.optimizers, ...Object.fromEntries(groups) };
};

process.on('message', async ({ directory, epochs, fingerprint = {}, pace = 1 }: Ask) => {
  const domain = tinyDomain(backbone, 'ftn', { rank: 2 });
  const losses: number[] = [];
  const notes: string[] = [];
  await runTraining({
    directory,
    domain,
    data: tinySource(18, 4),
    config: { ...tinyConfig, epochs, optimizers: paced(pace) },
    settings: { rank: 2 },
    fingerprint,
    resume: true,
    saveEvery: 3,
    validate: (_epoch, onBatch) => accuracyOf(domain, tinyHeldOut(12), onBatch),
    onStep: ({ loss }) => void losses.push(loss),
    onNote: (note) => notes.push(note),
  });
  const hash = createHash('sha256');
  for (const [name, values] of [...valuesOf(domain)].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  domain.dispose();
  process.send!({ sha256: hash.digest('hex'), losses, notes } satisfies Answer);
});
process.send!('ready');
