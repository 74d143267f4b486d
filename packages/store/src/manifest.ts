import { z } from 'zod';

/** A file of a run: where it is in the run's folder, and what it holds. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** A manifest names some tens of files. */
export const mostManifestBytes = 2 ** 20;
const mostFiles = 10_000;

/** One object takes no more in a single request, in S3 itself. */
const mostFileBytes = 5 * 2 ** 30;

/** A name that means the same on every system: no hidden one, none that leads elsewhere. */
const name = /^[^\s./\\:*?"<>|\p{C}](?:[^/\\:*?"<>|\p{C}]{0,198}[^\s./\\:*?"<>|\p{C}])?$/u;

/** Names of what belongs to the processes of one machine. */
const lockName = /^run\.lock/;

/** Whether a path below a run's folder is one of the run's own files, wherever it may come from. */
export function isRunPath(path: string): boolean {
  const parts = path.split('/');
  const [first, ...others] = parts;
  if (others.length === 0) return first === 'result.json' || first === 'failed.json';
  return (
    first === 'run' && parts.length <= 10 && others.every((part) => name.test(part) && !lockName.test(part))
  );
}

const manifestSchema = z.strictObject({
  id: z.string(),
  files: z
    .array(
      z.strictObject({
        path: z.string().max(1000).refine(isRunPath),
        size: z.int().min(0).max(mostFileBytes),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(mostFiles)
    .refine((files) => new Set(files.map(({ path }) => path.toLowerCase())).size === files.length),
});

/** The files of a run, as a text for the store. */
export const writeManifest = (id: string, files: readonly StoredFile[]): string =>
  `${JSON.stringify({ id, files })}\n`;

/** The same read again; null for what is none of this run, whoever wrote it. */
export function readManifest(bytes: Uint8Array, id: string): StoredFile[] | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const parsed = manifestSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.id === id ? parsed.data.files : null;
  } catch {
    return null;
  }
}

/** Whether a file is a checkpoint: only a run that is to go on needs it. */
export const isCheckpoint = (path: string): boolean => path.endsWith('.ftn');
