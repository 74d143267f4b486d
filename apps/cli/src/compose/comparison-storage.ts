import { join } from 'node:path';
import type { Backbone } from '@ftn/backbones';
import type { EngineInfo } from '@ftn/engine';
import type { Recipe, RunStorage, System } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { systemLabel } from './comparison-plan.js';
import { type DataFingerprint, dataFingerprint } from './data-fingerprint.js';
import type { DomainData } from './domain-data.js';
import { backboneIdentity, runSettings } from './run-settings.js';
import type { StopSignal } from './stop-signal.js';

/** A system's name as a folder: `ftn-R-8`. */
export const systemFolder = (system: Pick<System, 'method' | 'rank'>) =>
  systemLabel(system).replaceAll(/[^a-z0-9]+/gi, '-');

/** A trial with other rates than the recipe's is a run of its own. */
const ratesFolder = ({ config }: System) =>
  Object.entries(config.optimizers)
    .flatMap(([group, optimizer]) => (optimizer ? [`${group}-${optimizer.rate}`] : []))
    .join('-');

/** Gives every run of a comparison a folder under `out`, from which it goes on with `resume`. */
export async function comparisonStorage(options: {
  readonly out: string;
  readonly recipe: Recipe;
  readonly domains: readonly DomainData[];
  readonly backbone: Backbone;
  readonly engine: EngineInfo;
  readonly resume: boolean;
  readonly stop: StopSignal;
  readonly terminal: Terminal;
}): Promise<(system: System, domain: string, seed: number) => RunStorage> {
  const { out, recipe, engine, resume, stop, terminal } = options;
  const backbone = await backboneIdentity(options.backbone);
  const data: DataFingerprint[] = [];
  for (const domain of options.domains) data.push(await dataFingerprint(domain));
  return (system, name, seed) => ({
    directory: join(out, 'runs', systemFolder(system), name, `seed-${seed}-${ratesFolder(system)}`),
    settings: {
      ...runSettings({
        recipe,
        system,
        data: data.filter(({ domain }) => ['all', domain].includes(name)),
        backbone,
      }),
      seed,
    },
    fingerprint: { ...engine.fingerprint },
    resume,
    stop,
    onNote(note) {
      // A comparison that goes on also has runs that never began.
      if (!note.startsWith('no checkpoint in')) terminal.note(`${systemLabel(system)}, ${name}: ${note}`);
    },
  });
}
