import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../release/pack-packages.mjs';
import { sourceEnvironment } from '../source-node.mjs';
import { bundleCoreTests } from './bundle-core-tests.mjs';

const jasmine = fileURLToPath(import.meta.resolve('jasmine-core'));
const child = join(root, 'packages/engine/src/testing/core-tests-child.ts');

/** Ends when the process does; what it wrote is quoted where it fails. */
function finished(process) {
  let said = '';
  for (const stream of [process.stdout, process.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-4000);
    });
  }
  return new Promise((resolve, reject) => {
    process.on('error', reject);
    process.on('close', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`the tests ended with ${code ?? signal}:\n${said}`)),
    );
  });
}

/**
 * Runs the tests that TensorFlow.js publishes for backends, or those whose name `only` matches, in a process of their own.
 *
 * @returns {Promise<{ name: string, status: string, why: string, ms: number }[]>}
 */
export async function runCoreTests(backendName, only = '') {
  // Below node_modules, so that what the tests require is found.
  const cache = join(root, 'node_modules/.cache/ftn');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'conformance-'));
  try {
    const [tests, report] = [join(folder, 'tests.cjs'), join(folder, 'report.json')];
    await bundleCoreTests(tests, backendName);
    const args = [child, backendName, jasmine, tests, report, only];
    // A place of its own to write to: some tests keep models.
    await finished(spawn(process.execPath, args, { cwd: folder, env: sourceEnvironment() }));
    return JSON.parse(readFileSync(report, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
