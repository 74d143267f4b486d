import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { FormatError } from '@ftn/errors';
import { makeFolder, readRegularFile } from '@ftn/errors/node';
import { z } from 'zod';
import type { ObjectClient } from './object-client.js';

/** Files that say what a sweep is, the one last that says that all of them are there. */
const planFiles = ['plan.json', 'search.json', 'sweep.json'] as const;

/** A record names thousands of runs. */
const mostBytes = 16 * 2 ** 20;

/** Records that name other folders, or pages of their own, are those of commands that keep their runs elsewhere. */
const recordSchema = z.strictObject({ title: z.string().nullable(), cells: z.array(z.unknown()) });

function refuseStrange(name: string, bytes: Uint8Array, shown: string): void {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    value = undefined;
  }
  const right = name === 'sweep.json' ? recordSchema.safeParse(value).success : typeof value === 'object';
  if (right && value !== null) return;
  throw new FormatError(`'${name}' in the store is none of a sweep`, {
    file: shown,
    hint: 'Give the plan again: it is written anew.',
  });
}

/**
 * Brings the plan that a store has into a folder; where it has none, what is there stays.
 *
 * @returns whether the store has one
 * @throws FormatError for what is none
 */
export async function pullPlan(client: ObjectClient, out: string): Promise<boolean> {
  const found = new Map<string, Uint8Array>();
  for (const name of planFiles) {
    const bytes = await client.get(name, mostBytes);
    if (bytes === null) continue;
    refuseStrange(name, bytes, client.shown);
    found.set(name, bytes);
  }
  for (const [name, bytes] of found) {
    const file = join(out, name);
    const before = await readFile(file).catch(() => null);
    if (before?.equals(bytes)) continue;
    await makeFolder(out);
    await writeFileAtomic(file, bytes);
  }
  const planned = found.has('sweep.json');
  // What another plan's search found says nothing of this one.
  if (planned && !found.has('search.json')) await rm(join(out, 'search.json'), { force: true });
  return planned;
}

/** Brings the plan of a folder into a store. */
export async function pushPlan(client: ObjectClient, out: string): Promise<void> {
  for (const name of planFiles) {
    const bytes = await readRegularFile(join(out, name), { limit: mostBytes }).catch((error: unknown) => {
      if (name === 'search.json') return null;
      throw error;
    });
    // A plan without a search has none: what an earlier plan's found is forgotten, as in the folder.
    if (bytes === null) await client.delete(name);
    else await client.put(name, new Uint8Array(bytes));
  }
}
