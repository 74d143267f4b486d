import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../release/pack-packages.mjs';

/** The parts of names by which TensorFlow.js's package for Node leaves tests of its core out, as it publishes them. */
export function nodeExclusions() {
  const engine = createRequire(join(root, 'packages/engine/package.json'));
  const source = readFileSync(engine.resolve('@tensorflow/tfjs-node-gpu/dist/run_tests.js'), 'utf8');
  const [, list] = /IGNORE_LIST = \[([\s\S]*?)\n\];/.exec(source) ?? [];
  if (list === undefined) throw new Error('run_tests.js of tfjs-node-gpu holds no list of tests left out.');
  const lines = list.split('\n').filter((line) => !line.trim().startsWith('//'));
  return lines.flatMap((line) => /^\s*'(.*)',?$/.exec(line)?.[1] ?? []);
}
