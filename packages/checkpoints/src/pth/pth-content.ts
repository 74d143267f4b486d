import type { PickleValue } from './pickle/values.js';

/** What a file of `torch.save` holds: its pickled value, and the bytes of each storage that value names. */
export interface PthContent {
  readonly value: PickleValue;
  storage(key: string): Uint8Array;
}
