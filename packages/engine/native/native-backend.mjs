import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** Removes the folders of processes that were killed while they loaded the addon. */
function sweepScratch() {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^ftn-engine-(\d+)-[^.]{6}$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch (error) {
      if (error.code === 'ESRCH') rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

/** A folder for what TensorFlow writes; null where the system has no room for temporary files. */
function makeScratch() {
  try {
    sweepScratch();
    return mkdtempSync(join(tmpdir(), `ftn-engine-${process.pid}-`));
  } catch {
    return null;
  }
}

/** The addon, loaded while file descriptor 2 points elsewhere; what TensorFlow wrote there joins a failure. */
function loadQuietly(folder) {
  const helper = join(folder, 'quiet_stderr.node');
  const addon = join(folder, 'tfjs_binding.node');
  if (!existsSync(helper)) return require(addon);
  const quiet = require(helper);
  const scratch = makeScratch();
  if (scratch === null) return require(addon);
  const log = join(scratch, 'stderr');
  let failure;
  let binding;
  quiet.hold(log);
  try {
    binding = require(addon);
  } catch (error) {
    failure = error;
  } finally {
    quiet.release();
  }
  const written = existsSync(log) ? readFileSync(log, 'utf8').trim() : '';
  rmSync(scratch, { recursive: true, force: true });
  if (failure) throw new Error([failure.message, written].filter(Boolean).join('\n'), { cause: failure });
  return binding;
}

/**
 * Registers TensorFlow as the backend `tensorflow` of the one tfjs-core and selects it.
 *
 * TensorFlow.js's own package for Node looks for the addon inside its folder in node_modules, which a package manager
 * empties at will. Its two parts are therefore put together here: the kernels and the backend class from its files
 * (kernels.cjs), the addon from the per-user cache.
 */
export function startNative(folder, { threads, kernels } = {}) {
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  // tfjs-node 4.22 calls it; Node 22 warns of it on stderr, and Node 23 removed it.
  require('node:util').isNullOrUndefined = (value) => value === null || value === undefined;

  const tf = require('@tensorflow/tfjs-core');
  const binding = loadQuietly(folder);
  const { NodeJSKernelBackend } = require('./kernels.cjs');
  // The name by which the class knows that a GPU may be there.
  const backend = new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
  if (!tf.findBackend('tensorflow')) tf.registerBackend('tensorflow', () => backend, 3);
  if (!tf.setBackend('tensorflow')) throw new Error('tfjs refused the backend tensorflow.');
  // Their loops run on this many threads at once, as TensorFlow's do.
  const several = Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
  const loops = kernels === undefined ? null : require(kernels).start(several);
  return { tensorflow: binding.TF_Version, gpu: backend.isUsingGpuDevice, kernels: loops };
}

/** TensorFlow's readers of images, and models in files, as TensorFlow.js has them for Node. */
export function nodeParts() {
  return require('./kernels.cjs');
}
