import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { kernelsAddon, kernelsKey } from '../native/kernels-folder.js';
import { tensorflowVersion } from '../native/native-target.js';
import { bindingFolder, partsFolder } from '../native/parts-folder.js';

/** What is compiled together: TensorFlow.js's binding with what quietens its start, and the kernels. */
export type AddonPart = 'binding' | 'kernels';

/** The files that each part is, once compiled. */
export const addonFiles: Readonly<Record<AddonPart, readonly string[]>> = {
  binding: ['tfjs_binding.node', 'quiet_stderr.node'],
  kernels: [kernelsAddon],
};

/** What every addon is compiled with. Node-API 8 is in every Node from 12.22 on: one addon serves them all. */
export const addonFlags = ['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8'] as const;

/** The hash of all that decides what a part does: its sources, its flags and the TensorFlow it is for. */
export function sourcesHash(part: AddonPart): string {
  const hash = createHash('sha256').update(`${tensorflowVersion} ${addonFlags.join(' ')}`);
  if (part === 'kernels') return hash.update(kernelsKey()).digest('hex');
  const binding = bindingFolder();
  const names = readdirSync(binding).sort();
  for (const file of [join(partsFolder(), 'quiet-stderr.cc'), ...names.map((name) => join(binding, name))]) {
    hash.update(basename(file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}
