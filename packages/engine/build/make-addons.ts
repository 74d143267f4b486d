// Makes the addons of the package in the working directory, for the machine it runs on: node make-addons.ts. They are compiled by
// Zig, whose target is the oldest C library that TensorFlow's own wheel runs on, and proved by known numbers, as
// `installEngine` proves them again where it copies them. Where they are there and of these sources, nothing is done.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageError } from '@ftn/errors';
import { type AddonPart, addonFiles, sourcesHash } from '../src/install/addon-sources.js';
import { compileFromWheel } from '../src/install/build-engine.js';
import { checkInstall } from '../src/install/check-install.js';
import { compileKernels, proveToolchain } from '../src/install/compile-addon.js';
import { downloadWheel } from '../src/install/download-wheel.js';
import { findPip } from '../src/install/find-pip.js';
import {
  type PrebuiltManifest,
  prebuiltManifest,
  prebuiltPackage,
  whyNotPrebuilt,
} from '../src/install/prebuilt-addons.js';
import { unpackWheel } from '../src/install/unpack-wheel.js';
import { fetchZig, oldestGlibc } from '../src/install/zig-compiler.js';
import { sha256Of } from '../src/native/installed-engine.js';
import { kernelsAddon } from '../src/native/kernels-folder.js';
import { nativeTarget, thisMachine } from '../src/native/native-target.js';
import { addonNotices } from './addon-notices.js';
import { beyondGlibc, readNeeds } from './needed-versions.js';

const names = [...addonFiles.binding, ...addonFiles.kernels];
const machine = thisMachine();

/** No names but those Node looks for, and nothing that is not called. */
const small = ['-s', '-fvisibility=hidden', '-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections'];

/** The value, or what kept it from being made as an error. */
function made<T extends object>(value: T | { reason: string } | string | null): T {
  const reason = typeof value === 'string' ? value : value && 'reason' in value ? value.reason : null;
  if (reason !== null) throw new StorageError('the addons were not made', { got: reason });
  return value as T;
}

/** Compiles and proves the addons in `ready`, below `staging`. */
async function compileAll(staging: string, ready: string): Promise<string> {
  const { target } = made(nativeTarget(machine, 'cpu'));
  const pip = made((await findPip()) ?? 'no pip was found');
  const zig = made(await fetchZig(pip, join(staging, 'zig'), () => {}));
  const toolchain = made(await proveToolchain({ ...zig, args: [...zig.args, ...small] }, ready));
  const wheel = made(await downloadWheel(pip, target.wheel, staging, () => {}));
  await unpackWheel(wheel.path, ready, (name) =>
    target.libraries.some((library) => name === `tensorflow/${library}`),
  );
  made(await compileFromWheel(toolchain, target, wheel.path, staging, ready));
  const kernels = join(ready, kernelsAddon);
  made(await compileKernels(toolchain, ready, target.libraries, kernels));
  made((await checkInstall(ready)) ?? (await checkInstall(ready, { kernels })));
  for (const name of names) {
    const beyond = beyondGlibc(readNeeds(readFileSync(join(ready, name))), oldestGlibc);
    if (beyond.length > 0) made(`${name} needs ${beyond.join(', ')}`);
  }
  return readFileSync(join(staging, 'zig', 'ziglang', 'LICENSE'), 'utf8');
}

async function make(folder: string): Promise<void> {
  const staging = mkdtempSync(join(tmpdir(), 'ftn-addons-'));
  const ready = join(staging, 'ready');
  try {
    mkdirSync(ready);
    const runtime = await compileAll(staging, ready);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const name of names) copyFileSync(join(ready, name), join(folder, name));
    const manifest: PrebuiltManifest = {
      machine,
      sources: { binding: sourcesHash('binding'), kernels: sourcesHash('kernels') },
      files: Object.fromEntries(names.map((name) => [name, sha256Of(join(folder, name))])),
    };
    const licence = fileURLToPath(new URL('../APACHE-2.0.txt', import.meta.url));
    copyFileSync(licence, join(folder, 'APACHE-2.0.txt'));
    writeFileSync(join(folder, 'NOTICE.txt'), addonNotices(runtime));
    // Last: addons without it are none.
    writeFileSync(join(folder, prebuiltManifest), `${JSON.stringify(manifest, null, 2)}\n`);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

try {
  const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string };
  if (name !== prebuiltPackage(machine)) {
    made(`${name} is made and proved on the machine it is for, this one has ${prebuiltPackage(machine)}`);
  }
  const parts: readonly AddonPart[] = ['binding', 'kernels'];
  const folder = join(process.cwd(), 'addons');
  if (parts.some((part) => whyNotPrebuilt(part, folder, machine) !== null)) await make(folder);
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
