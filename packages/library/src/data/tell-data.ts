import type { Emit } from '../progress/events.js';
import type { Data, SplitName } from './data.js';

const counted = (count: number) => count.toLocaleString('en-US');

/** How many images each set of a domain has: `203 images for training, 23 for validation (held out of training), 60 for testing`. */
export function splitLine({
  train,
  validation,
  test,
  heldOut = false,
}: Readonly<Record<SplitName, number>> & Partial<Pick<Data, 'heldOut'>>): string {
  const held = `${counted(validation)} for validation${heldOut ? ' (held out of training)' : ''}`;
  return [
    `${counted(train)} ${train === 1 ? 'image' : 'images'} for training`,
    ...(validation > 0 ? [held] : []),
    `${counted(test)} for testing`,
  ].join(', ');
}

/** A domain by its name, and how many images each of its sets has. */
export function setsLine({ name, train, validation, test, heldOut }: Data): string {
  const lengths = { train: train.length, validation: validation.length, test: test.length };
  return `${name}: ${splitLine({ ...lengths, heldOut })}`;
}

/** Tells of domains that were opened: how many images each of their sets has, and what the library has to say of them. */
export function tellData(domains: readonly Data[], emit: Emit): void {
  for (const data of domains) {
    emit({ kind: 'note', text: setsLine(data) });
    for (const text of data.notes) emit({ kind: 'note', text: `${data.name}: ${text}` });
  }
}
