import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageFolder } from '../native/package-folder.js';
import { findCompiler } from './find-compiler.js';
import { runCommand } from './run-command.js';

const require = createRequire(import.meta.url);

/** Node-API 8 is in every Node from 12.22 on: one addon serves them all. */
const nodeApi = '-DNAPI_VERSION=8';

/** Compiler flags that make a loadable addon on this platform. */
function addonFlags(platform: string): string[] {
  const common = ['-O2', '-fPIC', '-fvisibility=hidden', nodeApi];
  if (platform === 'darwin') return [...common, '-bundle', '-undefined', 'dynamic_lookup'];
  // The C++ runtime goes in: the addon then loads beside whatever libstdc++ the machine has.
  return [...common, '-shared', '-static-libgcc'];
}

/**
 * Compiles tfjs-node's binding against TensorFlow's C library, and the small addon that quietens its start.
 *
 * @returns null, or one line saying why there is no addon
 */
export async function compileAddon(
  folder: string,
  headers: string,
  libraries: readonly string[],
  signal?: AbortSignal,
): Promise<string | null> {
  const compiler = await findCompiler(signal);
  if (!compiler) return 'no C++ compiler was found (tried c++, g++, clang++)';
  const { platform } = process;
  const napi = join(dirname(require.resolve('node-api-headers/package.json')), 'include');
  const tfjs = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const rpath = platform === 'darwin' ? '@loader_path/tensorflow' : '$ORIGIN/tensorflow';
  const flags = addonFlags(platform);
  const includes = [`-I${napi}`, `-I${tfjs}`, `-I${headers}`];

  const quiet = await runCommand(
    compiler.command,
    [
      ...compiler.args,
      '-x',
      'c',
      ...flags,
      ...includes,
      join(packageFolder(), 'native', 'quiet-stderr.c'),
    ].concat(['-o', join(folder, 'quiet_stderr.node')]),
    { signal },
  );
  if (quiet.code !== 0) return `${compiler.name} failed: ${firstError(quiet.output)}`;

  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjs, 'binding', name));
  const link = libraries.map((name) => join(folder, 'tensorflow', name));
  const staticRuntime = platform === 'linux' ? ['-static-libstdc++'] : [];
  const result = await runCommand(
    compiler.command,
    [...compiler.args, '-std=c++17', ...flags, ...staticRuntime, ...includes, ...sources, ...link].concat([
      `-Wl,-rpath,${rpath}`,
      '-o',
      join(folder, 'tfjs_binding.node'),
    ]),
    { signal },
  );
  return result.code === 0 ? null : `${compiler.name} failed: ${firstError(result.output)}`;
}

function firstError(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.find((line) => /error/i.test(line)) ?? lines.find(Boolean) ?? 'no message';
}
