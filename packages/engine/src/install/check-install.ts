import { join } from 'node:path';
import { tensorflowVersion } from '../native/native-target.js';
import { partsFolder } from '../native/parts-folder.js';
import { firstErrorLine, runCommand } from './run-command.js';

/** What is checked of an engine. */
interface CheckOptions {
  /** The addon of the kernels, where they are what is checked. */
  readonly kernels?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads the engine of `folder` in a child process and compares one small convolution, or one small batch norm by the
 * kernels, with known numbers.
 *
 * @returns null, or one line saying what went wrong
 */
export async function checkInstall(
  folder: string,
  { kernels, signal }: CheckOptions = {},
): Promise<string | null> {
  const script = join(partsFolder(), 'check-native.js');
  // A plain script: the loaders and conditions this process may run under are of no use to it.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const result = await runCommand(process.execPath, [script, folder, ...(kernels ? [kernels] : [])], {
    env,
    signal,
  });
  if (result.code !== 0) {
    return `${kernels ? 'the kernels do' : 'the library does'} not load: ${firstErrorLine(result.output)}`;
  }
  try {
    const said = JSON.parse(result.stdout.trim().split('\n').at(-1) ?? '') as {
      tensorflow: string;
      got: number[];
      expected: number[];
    };
    if (said.tensorflow !== tensorflowVersion) return `TensorFlow says it is ${said.tensorflow}`;
    const equal =
      said.got.length === said.expected.length && said.got.every((v, i) => v === said.expected[i]);
    const what = kernels ? 'a batch norm' : 'a convolution';
    return equal ? null : `${what} gave ${said.got.join(', ')} instead of ${said.expected.join(', ')}`;
  } catch {
    return 'the check of the library gave no answer';
  }
}
