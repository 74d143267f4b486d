import {
  type EngineInfo,
  type InstalledAddons,
  installedAddons,
  measureEngine,
  startEngine,
  verifyInstalledEngine,
} from '@ftn/engine';
import type { Check, Finding } from './finding.js';

/** Whether the native engines are to the byte what was installed, and where their addons come from. */
export function checkInstalled(
  wrong: string | null = verifyInstalledEngine(),
  { binding, kernels }: InstalledAddons = installedAddons(),
): Finding {
  const name = 'installed engine';
  if (wrong === null) {
    const addons = [binding && `addon ${binding}`, kernels && `kernels ${kernels}`].filter(Boolean);
    const found = ['every file is as it was installed, or there is none', ...addons].join('; ');
    return { name, state: 'ok', found };
  }
  return { name, state: 'wrong', found: wrong, hint: "Run 'ftn engine install'." };
}

/** What an engine that started says of itself. */
export function describeEngine({
  name: engine,
  device,
  tensorflow,
  tfjs,
  threads,
  why,
  advice,
}: EngineInfo): Finding {
  const versions = [
    ...(tensorflow === undefined ? [] : [`TensorFlow ${tensorflow}`]),
    `TensorFlow.js ${tfjs}`,
  ];
  const found = `${engine} on ${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${versions.join(', ')}: ${why}`;
  return advice === undefined
    ? { name: 'engine', state: 'ok', found }
    : { name: 'engine', state: 'note', found, hint: advice };
}

/** Whether the weights that ship can be read and images decoded, each by the library that does it. */
async function checkParts(): Promise<Finding> {
  const name = 'parts';
  const { shippedWeights } = await import('@ftn/library/internal');
  const { readTensorFile } = await import('@ftn/checkpoints/node');
  await readTensorFile(shippedWeights('resnet10-small')!);
  await import('@ftn/datasets');
  return { name, state: 'ok', found: 'weights that ship, decoder of images' };
}

/** The checks of the engine: what is installed first, since starting a damaged one may end the process. */
export function engineChecks(): Check[] {
  let sound = true;
  return [
    {
      name: 'installed engine',
      look() {
        const finding = checkInstalled();
        sound = finding.state !== 'wrong';
        return finding;
      },
    },
    {
      name: 'engine',
      async look() {
        if (!sound)
          return { name: 'engine', state: 'note', found: 'not started: what is installed is damaged' };
        return describeEngine(await startEngine());
      },
    },
    {
      name: 'speed',
      async look() {
        if (!sound) return { name: 'speed', state: 'note', found: 'not measured' };
        const { gflops } = await measureEngine();
        return { name: 'speed', state: 'ok', found: `${gflops.toFixed(1)} GFLOP/s` };
      },
    },
    { name: 'parts', look: checkParts },
  ];
}
