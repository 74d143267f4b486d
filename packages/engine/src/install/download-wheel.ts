import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonTag, tensorflowVersion, type Wheel } from '../native/native-target.js';
import type { Pip } from './find-pip.js';
import { lastErrorLine, runCommand } from './run-command.js';

/** Called with the bytes that have arrived and the bytes there are. */
export type OnBytes = (done: number, total: number) => void;

/** The bytes of the files below `folder`: pip names its temporary files as it likes. */
function bytesBelow(folder: string): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      sum += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // pip moves and deletes while we look; the next look sees it right.
  }
  return sum;
}

/** A download of wheels by pip. */
export interface PipDownload {
  /** Lines of a requirements file. */
  readonly requirements: readonly string[];
  readonly platformTags: readonly string[];
  /** Where to work; the wheels arrive in its subfolder. */
  readonly folder: string;
  readonly onBytes?: (done: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Downloads wheels for the pinned Python tags. @returns the folder they are in, or one line saying why not */
export async function pipDownload(
  pip: Pip,
  job: PipDownload,
): Promise<{ wheels: string } | { reason: string }> {
  const arriving = join(job.folder, 'arriving');
  const wheels = join(job.folder, 'wheels');
  mkdirSync(arriving, { recursive: true });
  const list = join(job.folder, 'requirements.txt');
  writeFileSync(list, `${job.requirements.join('\n')}\n`);
  const { version, implementation, abi } = pythonTag;
  const args = ['download', '--no-deps', '--only-binary=:all:', '--progress-bar', 'off', '--retries', '3'];
  for (const tag of job.platformTags) args.push('--platform', tag);
  args.push('--python-version', version, '--implementation', implementation, '--abi', abi);
  args.push('--dest', wheels, '-r', list);

  // pip moves what has arrived elsewhere when it is done: a count that falls is not progress lost.
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, bytesBelow(arriving));
    job.onBytes?.(most);
  }, 250);
  const env = { ...process.env, TMPDIR: arriving, TEMP: arriving, TMP: arriving, PIP_NO_INPUT: '1' };
  try {
    const result = await runCommand(pip.command, [...pip.args, ...args], { env, signal: job.signal });
    return result.code === 0 ? { wheels } : { reason: lastErrorLine(result.output) };
  } finally {
    clearInterval(watch);
  }
}

/**
 * Downloads TensorFlow's wheel with the machine's own pip, so that its index, proxy and certificates are the ones
 * the user configured. The hash pinned with the version makes pip refuse any other file.
 *
 * @returns the path of the wheel, or one line saying why that failed
 */
export async function downloadWheel(
  pip: Pip,
  wheel: Wheel,
  folder: string,
  onBytes: OnBytes,
  signal?: AbortSignal,
): Promise<{ path: string } | { reason: string }> {
  const { bytes, project, sha256, platformTag } = wheel;
  onBytes(0, bytes);
  const result = await pipDownload(pip, {
    requirements: [`${project}==${tensorflowVersion} --hash=sha256:${sha256}`],
    platformTags: [platformTag],
    folder,
    onBytes: (done) => onBytes(Math.min(done, bytes), bytes),
    signal,
  });
  if ('reason' in result) return { reason: `${pip.name} could not fetch TensorFlow: ${result.reason}` };
  onBytes(bytes, bytes);
  const name = readdirSync(result.wheels).find((file) => file.endsWith('.whl'));
  return name ? { path: join(result.wheels, name) } : { reason: `${pip.name} ended well but left no wheel` };
}
