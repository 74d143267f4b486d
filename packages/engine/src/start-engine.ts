import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { StorageError, UsageError } from '@ftn/errors';
import { startNative } from '../native/native-backend.mjs';
import { advice } from './advice.js';
import {
  type Attempt,
  askedKernels,
  enginesToTry,
  forcedEngine,
  refuseOtherKernels,
} from './choose-engine.js';
import type { EngineInfo, EngineName } from './engine-info.js';
import { fingerprint } from './fingerprint.js';
import { completeKernels } from './native/completions/complete-kernels.js';
import { addonOrigin, type FoundEngine, findInstalledEngine } from './native/installed-engine.js';
import { installedKernels } from './native/kernels-folder.js';

export interface StartOptions {
  /** Forces an engine; FTN_ENGINE does the same from outside. */
  readonly engine?: EngineName;
  /** Threads one operation may use; all processors where absent. Part of what makes a run repeatable. */
  readonly threads?: number;
}

/** Whether the kernels are there to be left out, for comparisons. */
const leftOut = (): boolean => askedKernels() === 'off';

const install = "Run 'ftn engine install'.";

let running: EngineInfo | undefined;
let starting: Promise<EngineInfo> | undefined;

function describe(
  attempt: Attempt,
  native: FoundEngine,
  tfjs: string,
  started: {
    device?: 'cpu' | 'gpu';
    tensorflow?: string;
    kernels?: string | null;
    threads: number;
    adapter?: string;
  },
): EngineInfo {
  const { name, why } = attempt;
  const { device = 'cpu', tensorflow, kernels = null, threads, adapter } = started;
  const backend = name === 'native' ? 'tensorflow' : name;
  const nvidia = existsSync('/proc/driver/nvidia/version');
  const withoutKernels = name === 'native' && kernels === null && !leftOut();
  const better = advice({ name, device, native, withoutKernels, nvidia, platform: process.platform });
  return {
    name,
    device,
    ...(tensorflow === undefined ? {} : { tensorflow }),
    tfjs,
    threads,
    why,
    ...(better === undefined ? {} : { advice: better }),
    fingerprint: fingerprint({
      backend,
      tfjs,
      tensorflow: tensorflow ?? null,
      kernels,
      threads,
      ...(adapter === undefined ? {} : { adapter }),
    }),
  };
}

async function start(attempt: Attempt, native: FoundEngine, asked: number | undefined): Promise<EngineInfo> {
  const tf = await import('../native/tfjs.mjs');
  const tfjs = tf.version_core;
  // Silences the advice to install tfjs-node, which is what this package is about.
  tf.env().set('PROD', true);
  if (attempt.name === 'native') {
    if ('reason' in native) {
      throw new StorageError(`the native engine cannot start: ${native.reason}`, { hint: install });
    }
    const addon = native.device === 'gpu' || leftOut() ? undefined : installedKernels(native.folder);
    const started = startNative(native.folder, { threads: asked, kernels: addon });
    const { tensorflow, gpu } = started;
    refuseOtherKernels(started.kernels);
    // Another compiler's sums differ by rounding: those that came prebuilt make other bits than those compiled here.
    const prebuilt = addon !== undefined && addonOrigin(dirname(addon)) === 'prebuilt';
    const kernels = started.kernels && prebuilt ? `${started.kernels} prebuilt` : started.kernels;
    completeKernels();
    const set = Number(process.env.TF_NUM_INTRAOP_THREADS);
    const threads = set > 0 ? set : availableParallelism();
    return describe(attempt, native, tfjs, { device: gpu ? 'gpu' : 'cpu', tensorflow, kernels, threads });
  }
  if (attempt.name === 'wasm')
    return describe(attempt, native, tfjs, {
      threads: await (await import('./wasm/start-wasm.js')).startWasm(asked ?? availableParallelism()),
    });
  if (attempt.name === 'webgpu') {
    const { adapter, software } = await (await import('./webgpu/start-webgpu.js')).startWebgpu();
    return describe(attempt, native, tfjs, { device: software ? 'cpu' : 'gpu', threads: 1, adapter });
  }
  await tf.setBackend('cpu');
  return describe(attempt, native, tfjs, { threads: 1 });
}

async function startBest(options: StartOptions): Promise<EngineInfo> {
  const forced = forcedEngine(options.engine);
  askedKernels();
  const native = findInstalledEngine();
  let failure = '';
  for (const attempt of enginesToTry(forced, native)) {
    try {
      const info = await start(failure ? { ...attempt, why: failure } : attempt, native, options.threads);
      running = info;
      return info;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      if (forced) {
        if (error instanceof StorageError) throw error;
        throw new StorageError(`the engine '${forced.name}' cannot start`, {
          got: (error as Error).message,
          hint: forced.name === 'native' ? install : 'Unset FTN_ENGINE to take another.',
          cause: error,
        });
      }
      failure = `the ${attempt.name} engine did not start: ${(error as Error).message.split('\n')[0]}`;
    }
  }
  throw new StorageError('no engine could be started', { got: failure });
}

/**
 * Starts the best engine this machine has and makes it tfjs-core's backend; later calls return the same engine.
 *
 * @throws UsageError when FTN_ENGINE names no engine or FTN_KERNELS no kernels of this processor, or another engine or thread count already runs
 * @throws StorageError when a forced engine cannot start
 */
export async function startEngine(options: StartOptions = {}): Promise<EngineInfo> {
  const { threads, engine } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new UsageError('threads must be a whole number from 1 up', { got: String(threads) });
  }
  starting ??= startBest(options).catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  const info = await starting;
  if ((engine && engine !== info.name) || (threads && threads !== info.threads)) {
    throw new UsageError(
      `the engine ${info.name} with ${info.threads} threads already runs in this process`,
      {
        expected: `${engine ?? info.name} with ${threads ?? info.threads} threads`,
        hint: 'Name the engine and its threads at the first call.',
      },
    );
  }
  return info;
}

/** The engine that runs. @throws UsageError before startEngine() */
export function engineInfo(): EngineInfo {
  if (!running) throw new UsageError('no engine runs yet', { hint: 'Await startEngine() first.' });
  return running;
}
