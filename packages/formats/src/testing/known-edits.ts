import type { KnownEdit } from '@ftn/reliability';
import { formatFixture } from './format-fixtures.js';

/** Edits of a fixture and what Python reads after each, from scripts/references/decoder.py. */
export const knownEdits = (name: string) =>
  JSON.parse(Buffer.from(formatFixture(`damage-${name}.json`)).toString()) as KnownEdit[];
