import { randomBytes } from 'node:crypto';
import { link, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '@ftn/errors';
import { errorCode, readRegularFile, storageError } from '@ftn/errors/node';

const pattern = /^ftn-[0-9a-f]{16}$/;

/** A name takes twenty characters. */
const mostBytes = 100;

async function readName(file: string): Promise<string> {
  const text = new TextDecoder().decode(await readRegularFile(file, { limit: mostBytes })).trim();
  if (pattern.test(text)) return text;
  throw new FormatError('this is no name of a queue', { file, hint: 'Delete it: a new one is drawn.' });
}

/**
 * The name of the queue of a sweep's folder, drawn when it is first asked for: the same on every machine, wherever the folder
 * is mounted, so that sweeps that share a Redis take no jobs of each other.
 */
export async function queueName(out: string): Promise<string> {
  const file = join(out, 'queue.txt');
  const drawn = `ftn-${randomBytes(8).toString('hex')}`;
  const temporary = join(out, `.queue.txt.${drawn}.tmp`);
  try {
    await writeFile(temporary, `${drawn}\n`, { flag: 'wx' });
    // Of several that draw at once one wins, and its file is never half written.
    await link(temporary, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw storageError('could not be written', file, error);
  } finally {
    await unlink(temporary).catch(() => {});
  }
  return readName(file);
}
