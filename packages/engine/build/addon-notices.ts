import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindingFolder } from '../src/native/parts-folder.js';

/** The notices at the heads of the binding's sources, each once. */
function bindingNotices(): string[] {
  const folder = bindingFolder();
  const found = readdirSync(folder).flatMap(
    (name) =>
      readFileSync(join(folder, name), 'utf8').match(/\/\*\*(?:(?!\*\/)[\s\S])*@license[\s\S]*?\*\//g) ?? [],
  );
  return [...new Set(found)].sort();
}

/**
 * Whose code the compiled addons are, beside this project's own.
 *
 * @param runtime the licence of Zig, whose runtime is linked in
 */
export function addonNotices(runtime: string): string {
  const head = `tfjs_binding.node is compiled from the sources of @tensorflow/tfjs-node-gpu (https://github.com/tensorflow/tfjs), unchanged,
and the headers of TensorFlow's C library (https://github.com/tensorflow/tensorflow, Copyright The TensorFlow Authors), both under the
Apache License 2.0: APACHE-2.0.txt. All addons are linked with LLVM's libc++, libc++abi and libunwind, under the Apache License 2.0
with LLVM Exceptions, and with the runtime of Zig's compiler, whose licence stands last. The notices of the binding are:`;
  return `${[head, ...bindingNotices(), `Zig:\n\n${runtime.trim()}`].join('\n\n')}\n`;
}
