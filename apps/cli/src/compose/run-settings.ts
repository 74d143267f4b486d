import { backboneHash } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { Recipe, System } from '@ftn/training';
import type { DataFingerprint } from './data-fingerprint.js';

export interface BackboneIdentity {
  readonly name: string;
  readonly sha256: string;
}

export async function backboneIdentity(backbone: Backbone): Promise<BackboneIdentity> {
  return { name: backbone.architecture.name, sha256: await backboneHash(backbone) };
}

/** Everything that must be the same when a run is resumed. */
export function runSettings(run: {
  readonly recipe: Pick<Recipe, 'input' | 'transforms'>;
  readonly system: System;
  /** The domains the run is trained on. */
  readonly data: readonly DataFingerprint[];
  readonly backbone: BackboneIdentity;
}): Record<string, unknown> {
  const { method, options, config } = run.system;
  const { input, transforms } = run.recipe;
  const [first, ...others] = run.data.map(({ classes, ...data }) => ({ data, classes }));
  const more = others.length > 0 ? { others } : {};
  return { method, options, ...config, input, transforms, ...first, ...more, backbone: run.backbone };
}
