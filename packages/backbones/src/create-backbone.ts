import { suggest, UsageError } from '@ftn/errors';
import type { Architecture } from './architecture.js';
import { type ResNetName, resNetConfigs } from './resnet/configs.js';
import { type ResNetOptions, resNet } from './resnet/resnet.js';

export type BackboneName = ResNetName;

export const backboneNames = Object.keys(resNetConfigs) as BackboneName[];

/** The named backbone; an unknown name is a UsageError that says the known ones. */
export function createArchitecture(name: string, options: ResNetOptions = {}): Architecture {
  if (!Object.hasOwn(resNetConfigs, name)) {
    throw new UsageError(`unknown backbone '${name}'`, { hint: suggest(name, backboneNames) });
  }
  return resNet(name, resNetConfigs[name as BackboneName], options);
}
