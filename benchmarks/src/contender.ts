import { fileURLToPath } from 'node:url';
// @boundaries-ignore the benchmarks take turns with PyTorch as the command does
import { type Side, startSide } from '../../apps/cli/src/bench/python-side.js';
import type { DenseSetting, GenerationSetting, Outcome } from './protocol.js';

/** A process that runs training steps when asked and sleeps otherwise. */
export type Contender = Side<Outcome>;

/** Starts a worker script beside this file; rejects when it ends before it is ready. */
export const start = (
  name: string,
  program: string,
  script: string,
  setting: (DenseSetting | GenerationSetting) & { readonly format?: 'channels_last' | 'contiguous' },
): Promise<Contender> =>
  startSide(name, { program, file: fileURLToPath(new URL(script, import.meta.url)), setting });
