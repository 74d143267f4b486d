import type { DenseRecipe, System } from '@ftn/training';
import type { BackboneIdentity } from '../run-settings.js';
import type { denseFingerprint } from './dense-fingerprint.js';

/** Everything that must be the same when a run on dense tasks is resumed. */
export function denseSettings(run: {
  readonly recipe: DenseRecipe;
  readonly system: System;
  readonly data: Awaited<ReturnType<typeof denseFingerprint>>;
  readonly backbone: BackboneIdentity;
}): Record<string, unknown> {
  const { method, options, config } = run.system;
  const { outputStride, decoder, protocol, labels, input, transforms } = run.recipe;
  const { data, backbone } = run;
  const network = { outputStride, decoder, backbone };
  return { method, options, ...config, protocol, labels, input, transforms, data, ...network };
}
