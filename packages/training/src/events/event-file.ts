import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '@ftn/errors';
import { createFolder } from '@ftn/errors/node';

/** A file that is written at given places and never read. */
export interface EventFile {
  readonly path: string;
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

// TensorBoard takes every file with this word in its name and reads them in the order of their names.
const NAME = /^events\.out\.tfevents\.(\d+)$/;

/**
 * Makes the next event file of `directory`, `events.out.tfevents.0000` and on, and the folder with it.
 *
 * The name holds no time and no host, and is taken exclusively: two writers never share a file.
 * @throws StorageError when the folder or the file cannot be made.
 */
export async function createEventFile(directory: string): Promise<EventFile> {
  try {
    await createFolder(directory);
    const taken = (await readdir(directory)).map((name) => Number(NAME.exec(name)?.[1] ?? -1));
    for (let number = Math.max(-1, ...taken) + 1; ; number++) {
      const path = join(directory, `events.out.tfevents.${String(number).padStart(4, '0')}`);
      try {
        return await openNew(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (cause) {
    throw storageError('could not make a TensorBoard event file', directory, cause);
  }
}

async function openNew(path: string): Promise<EventFile> {
  const handle = await open(path, 'wx');
  return {
    path,
    async write(bytes, position) {
      try {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
          done += bytesWritten;
        }
      } catch (cause) {
        throw storageError('could not write TensorBoard events', path, cause);
      }
    },
    close: () => handle.close(),
  };
}

function storageError(problem: string, file: string, cause: unknown): StorageError {
  return new StorageError(`${problem}: ${(cause as Error).message}`, {
    file,
    hint: 'Free space or give a folder you may write to; training itself does not need these files.',
    cause,
  });
}
