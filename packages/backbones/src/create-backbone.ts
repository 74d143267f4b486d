import { suggest, UsageError } from '@ftn/errors';
import type { Architecture } from './architecture.js';
import { type ResNetConfig, resNetConfigs } from './resnet/configs.js';
import { type ResNetOptions, resNet } from './resnet/resnet.js';

/** What a backbone is made with. */
export type BackboneOptions = ResNetOptions;

/** Makes a backbone's layers and forward pass, without weights. */
export type BackboneFactory = (options: BackboneOptions) => Architecture;

const configs: readonly [string, ResNetConfig][] = Object.entries(resNetConfigs);

const table = new Map<string, BackboneFactory>(
  configs.map(([name, config]) => [name, (options) => resNet(name, config, options)]),
);

/** The names of all backbones, those registered by a program too. */
export const backboneNames = (): string[] => [...table.keys()];

/**
 * Adds a backbone under a name of its own, for this process: recipes, adapters and every function find it by that.
 *
 * @throws UsageError where the name is taken
 */
export function registerBackbone(name: string, factory: BackboneFactory): void {
  if (table.has(name)) {
    throw new UsageError(`the backbone '${name}' is already registered`, { hint: 'Choose another name.' });
  }
  table.set(name, factory);
}

/**
 * The layers and the forward pass of the named backbone.
 *
 * @throws UsageError for a name there is none of, with the nearest one
 */
export function createArchitecture(name: string, options: BackboneOptions = {}): Architecture {
  const factory = table.get(name);
  if (factory) return factory(options);
  throw new UsageError(`unknown backbone '${name}'`, { hint: suggest(name, backboneNames()) });
}
