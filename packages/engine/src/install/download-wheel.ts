import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonTag, tensorflowVersion, type Wheel } from '../native/native-target.js';
import { findPip } from './find-pip.js';
import { runCommand } from './run-command.js';

/** Called with the bytes that have arrived and the bytes there are. */
export type OnBytes = (done: number, total: number) => void;

/** The size of the largest file below `folder`: pip names its temporary file as it likes. */
function largestFile(folder: string): number {
  let largest = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const size = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
      largest = Math.max(largest, size);
    }
  } catch {
    // pip moves and deletes while we look; the next look sees it right.
  }
  return largest;
}

/** What pip said in the end, as one line. */
function lastError(output: string): string {
  const lines = output.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => /^error/i.test(line)).at(-1) ?? lines.filter(Boolean).at(-1) ?? 'no message';
}

/**
 * Downloads TensorFlow's wheel with the machine's own pip, so that its index, proxy and certificates are the ones
 * the user configured; the file's SHA-256 is checked by pip against the one pinned here.
 *
 * @returns the path of the wheel, or one line saying why there is none
 */
export async function downloadWheel(
  wheel: Wheel,
  folder: string,
  onBytes: OnBytes,
  signal?: AbortSignal,
): Promise<{ path: string } | { reason: string }> {
  const pip = await findPip(signal);
  if (!pip) {
    return {
      reason: 'no pip was found to fetch TensorFlow with (tried python3 -m pip, pip3, pip, uv, pipx)',
    };
  }
  const arriving = join(folder, 'arriving');
  const arrived = join(folder, 'arrived');
  mkdirSync(arriving, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wheel.project}==${tensorflowVersion} --hash=sha256:${wheel.sha256}\n`);
  const { version, implementation, abi } = pythonTag;
  const args = ['download', '--no-deps', '--only-binary=:all:', '--require-hashes', '--progress-bar', 'off'];
  args.push('--platform', wheel.platformTag, '--python-version', version);
  args.push('--implementation', implementation, '--abi', abi, '--dest', arrived, '-r', requirements);

  onBytes(0, wheel.bytes);
  const watch = setInterval(() => onBytes(Math.min(largestFile(arriving), wheel.bytes), wheel.bytes), 250);
  const env = { ...process.env, TMPDIR: arriving, TEMP: arriving, TMP: arriving, PIP_NO_INPUT: '1' };
  try {
    const result = await runCommand(pip.command, [...pip.args, ...args], { env, signal });
    if (result.code !== 0)
      return { reason: `${pip.name} could not fetch TensorFlow: ${lastError(result.output)}` };
  } finally {
    clearInterval(watch);
  }
  onBytes(wheel.bytes, wheel.bytes);
  const name = readdirSync(arrived).find((file) => file.endsWith('.whl'));
  return name ? { path: join(arrived, name) } : { reason: `${pip.name} ended well but left no wheel` };
}
