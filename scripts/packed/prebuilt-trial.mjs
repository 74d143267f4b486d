import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, root } from '../release/pack-packages.mjs';
import { install } from './install.mjs';
import { startRegistry } from './registry.mjs';
import { configuredRegistry, fetchManagers, output } from './tools.mjs';

/** Installs the native engine and computes with it, and says in JSON what became of it. */
const program = `
import { engineInfo, installEngine, installedAddons, startEngine } from '@ftn/engine';
import * as tf from '@tensorflow/tfjs-core';
const steps = new Set();
const lines = [];
const { installed, reason, withoutKernels } = await installEngine({
  onProgress: ({ step }) => steps.add(step),
  log: (line) => lines.push(line),
});
const said = { installed, reason, withoutKernels, steps: [...steps], lines, addons: installedAddons() };
if (installed) {
  await startEngine({ engine: 'native' });
  const [gradient] = tf.grad((x) => x.square().sum())(tf.tensor1d([3])).dataSync();
  const { kernels, isa } = engineInfo().fingerprint;
  Object.assign(said, { gradient, kernels, isa });
}
process.stdout.write(JSON.stringify(said));
`;

/**
 * A folder for programs with Node and pip in it and nothing else. pip writes down what it is asked for, and where it is offline
 * fetches nothing.
 */
function makePath(folder, log) {
  // The program itself: what stands for it in PATH may be a script that needs more of PATH.
  const which = ['-c', 'import sys; print(sys.executable)'];
  const python = execFileSync('python3', which, { encoding: 'utf8' }).trim();
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  const cat = execFileSync('sh', ['-c', 'command -v cat'], { encoding: 'utf8' }).trim();
  const shim = `#!/bin/sh
for word; do case "$word" in */requirements.txt) ${cat} "$word" >> '${log}';; esac; done
if [ -n "$PIP_OFFLINE" ] && [ "$1" = download ]; then echo 'ERROR: offline'; exit 1; fi
exec '${python}' -m pip "$@"
`;
  writeFileSync(join(folder, 'pip3'), shim, { mode: 0o755 });
}

/**
 * Packs the engine with the package of its addons, and installs it on a machine that has Node and pip and no compiler.
 *
 * @returns the trial: `add` installs by a package manager, from a registry that has the addons or lacks them; `run` installs the
 *   native engine there and tells how; `requested` is what pip was asked for so far
 */
export async function prebuiltTrial() {
  const scratch = mkdtempSync(join(tmpdir(), 'ftn-prebuilt-'));
  const registries = [];
  const close = () => {
    for (const registry of registries) registry.close();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    for (const name of ['tarballs', 'tools']) mkdirSync(join(scratch, name));
    const folders = ['errors', 'engine', 'engine-linux-x64'].map((name) => join(root, 'packages', name));
    const packed = packPackages(join(scratch, 'tarballs'), folders);
    const { '@ftn/engine-linux-x64': tarball, ...without } = packed;
    const elsewhere = await configuredRegistry();
    for (const held of [packed, without]) registries.push(await startRegistry(held, elsewhere));
    const managers = await fetchManagers(join(scratch, 'tools'));
    const log = join(scratch, 'requested');
    writeFileSync(log, '');
    const path = join(scratch, 'path');
    makePath(path, log);

    const add = async (name, way, { lacking = false } = {}) => {
      const folder = join(scratch, name);
      const { url } = registries[lacking ? 1 : 0];
      const trial = { way, scripts: false, node: process.execPath, folder, registry: url, scratch, managers };
      await install(['@ftn/engine', '@tensorflow/tfjs-core'], trial);
      writeFileSync(join(folder, 'install.js'), program);
      return folder;
    };
    const run = async (folder, { cache = 'cache', offline = false } = {}) => {
      const env = {
        ...process.env,
        PATH: path,
        CXX: '',
        NODE_OPTIONS: '',
        // pnpm names the clone's own packages in it, the addons among them.
        NODE_PATH: '',
        FTN_ENGINE: '',
        FTN_CACHE: join(scratch, cache),
        PIP_OFFLINE: offline ? '1' : '',
      };
      const { stdout } = await output(process.execPath, ['install.js'], { cwd: folder, env });
      return JSON.parse(stdout);
    };
    const requested = () => readFileSync(log, 'utf8').trim().split('\n');
    return { tarball, scratch, add, run, requested, close };
  } catch (error) {
    close();
    throw error;
  }
}
