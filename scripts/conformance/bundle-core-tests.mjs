import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../release/pack-packages.mjs';

const engine = createRequire(join(root, 'packages/engine/package.json'));
const core = dirname(engine.resolve('@tensorflow/tfjs-core/package.json'));

/**
 * What TensorFlow.js's package for Node does before its core's tests. Its sources and the core that programs load are two
 * copies here as there: they share one engine and one registry of kernels.
 */
const program = (backendName) => `
import '${core}/dist/public/chained_ops/register_all_chained_ops';
import '${core}/dist/register_all_gradients';
import { setTestEnvs } from '${core}/dist/jasmine_util';
setTestEnvs([{ name: 'test-${backendName}', backendName: '${backendName}', flags: {}, isDataSync: ${backendName !== 'webgpu'} }]);
require('${core}/dist/tests');
`;

/** Makes one file of the tests that @tensorflow/tfjs-core publishes for backends; Node cannot import them as they are. */
export async function bundleCoreTests(file, backendName) {
  await build({
    stdin: { contents: program(backendName), resolveDir: root },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The package says that importing its tests does nothing.
    ignoreAnnotations: true,
    external: ['node-fetch'],
    logLevel: 'error',
  });
}
