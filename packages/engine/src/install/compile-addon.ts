import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { kernelFlags, kernelSources } from '../native/kernels-folder.js';
import { bindingFolder, partsFolder } from '../native/parts-folder.js';
import { addonFlags } from './addon-sources.js';
import type { Compiler } from './find-compiler.js';
import { firstErrorLine, runCommand } from './run-command.js';

const require = createRequire(import.meta.url);

/** A compiler with the flags that make a loadable addon on this machine. */
export interface Toolchain {
  readonly compiler: Compiler;
  readonly flags: readonly string[];
}

function baseFlags(platform: string): string[] {
  const napi = join(dirname(require.resolve('node-api-headers/package.json')), 'include');
  return [
    ...addonFlags,
    `-I${napi}`,
    ...(platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
  ];
}

/**
 * Compiles the small addon that quietens TensorFlow's start, which also proves the compiler before anything large
 * is downloaded. The C++ runtime is linked in where the system has it as a static library, so that the addon
 * loads beside whatever runtime the machine gets later.
 */
export async function proveToolchain(
  compiler: Compiler,
  folder: string,
  signal?: AbortSignal,
): Promise<Toolchain | { reason: string }> {
  const source = join(partsFolder(), 'quiet-stderr.cc');
  const out = join(folder, 'quiet_stderr.node');
  const base = baseFlags(process.platform);
  const choices =
    process.platform === 'linux' ? [[...base, '-static-libstdc++', '-static-libgcc'], base] : [base];
  const env = { ...process.env, ...compiler.env };
  let output = '';
  for (const flags of choices) {
    const result = await runCommand(compiler.command, [...compiler.args, ...flags, source, '-o', out], {
      env,
      signal,
    });
    if (result.code === 0) return { compiler, flags };
    output = result.output;
  }
  return { reason: `${compiler.name} cannot make an addon: ${firstErrorLine(output)}` };
}

/** Runs the compiler; null, or one line saying why it failed. */
async function compile(
  { compiler, flags }: Toolchain,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string | null> {
  const env = { ...process.env, ...compiler.env };
  const all = [...compiler.args, ...flags, ...args];
  const result = await runCommand(compiler.command, all, { env, signal });
  return result.code === 0 ? null : `${compiler.name} failed: ${firstErrorLine(result.output)}`;
}

const librariesOf = (folder: string, names: readonly string[]) =>
  names.map((name) => join(folder, 'tensorflow', name));

/**
 * Compiles TensorFlow.js's binding against the libraries in `folder`/tensorflow.
 *
 * @returns null, or one line saying why there is no addon
 */
export function compileBinding(
  toolchain: Toolchain,
  folder: string,
  headers: string,
  libraries: readonly string[],
  signal?: AbortSignal,
): Promise<string | null> {
  const binding = bindingFolder();
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(binding, name));
  const rpath = process.platform === 'darwin' ? '@loader_path/tensorflow' : '$ORIGIN/tensorflow';
  const args = [`-I${headers}`, ...sources, ...librariesOf(folder, libraries), `-Wl,-rpath,${rpath}`];
  return compile(toolchain, [...args, '-o', join(folder, 'tfjs_binding.node')], signal);
}

/**
 * Compiles the kernels against the libraries in `engine`/tensorflow into the file `addon`. It finds the libraries by
 * their names, as the binding has loaded them.
 *
 * @returns null, or one line saying why there is no addon
 */
export function compileKernels(
  toolchain: Toolchain,
  engine: string,
  libraries: readonly string[],
  addon: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const args = [...kernelFlags, ...kernelSources(), ...librariesOf(engine, libraries), '-o', addon];
  return compile(toolchain, args, signal);
}
