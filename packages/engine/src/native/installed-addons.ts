import { dirname } from 'node:path';
import { engineCacheFolder } from './cache-folder.js';
import { type AddonOrigin, addonOrigin, findInstalledEngine } from './installed-engine.js';
import { installedKernels } from './kernels-folder.js';
import { type Machine, thisMachine } from './native-target.js';

/** Where the addons of the installed native engine come from; undefined where there is none, or where it does not say so. */
export interface InstalledAddons {
  readonly binding: AddonOrigin | undefined;
  readonly kernels: AddonOrigin | undefined;
}

/** Whether the addons of the native engine that would start here were compiled on this machine, or came prebuilt. */
export function installedAddons(
  cache: string = engineCacheFolder(),
  machine: Machine = thisMachine(),
): InstalledAddons {
  const found = findInstalledEngine(cache, machine);
  if ('reason' in found) return { binding: undefined, kernels: undefined };
  const kernels = installedKernels(found.folder);
  return {
    binding: addonOrigin(found.folder),
    kernels: kernels === undefined ? undefined : addonOrigin(dirname(kernels)),
  };
}
