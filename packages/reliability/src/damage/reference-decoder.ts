import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What scripts/references/decoder.py reads. */
export type ReferenceFormat = 'safetensors' | 'pth' | 'npy' | 'mat' | 'hdf5' | 'image';

/** What the reference made of a file: a description, `null` where it refuses it, `undefined` where it died of it. */
export type Verdict = string | null | undefined;

const script = fileURLToPath(new URL('../../../../scripts/references/decoder.py', import.meta.url));

function frame(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** JSON in which equal values are equal texts. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** One life of the decoder: the verdicts until it was through or died. */
async function oneLife(
  python: string,
  format: ReferenceFormat,
  files: readonly Uint8Array[],
): Promise<Verdict[]> {
  const child: ChildProcess = spawn(python, [script, format], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin!.on('error', () => {});
  child.stdin!.end(Buffer.concat(files.map(frame)));
  const ended = once(child, 'close');
  const verdicts: Verdict[] = [];
  for await (const line of createInterface({ input: child.stdout! }))
    verdicts.push(line === 'null' ? null : canonical(JSON.parse(line)));
  await ended;
  return verdicts;
}

/**
 * What Python's own libraries read from files, where FTN_PYTHON names a Python that has them; null where it does not.
 * A decoder that dies of a file is started anew behind it.
 */
export async function referenceVerdicts(
  format: ReferenceFormat,
  files: readonly Uint8Array[],
): Promise<Verdict[] | null> {
  const python = process.env.FTN_PYTHON;
  if (!python) return null;
  const verdicts: Verdict[] = [];
  for (let deaths = 0; verdicts.length < files.length; deaths++) {
    const life = await oneLife(python, format, files.slice(verdicts.length));
    verdicts.push(...life);
    if (verdicts.length < files.length) verdicts.push(undefined);
    if (deaths > 200)
      throw new Error(`the reference decoder of ${format} (FTN_PYTHON=${python}) does not run`);
  }
  return verdicts;
}
