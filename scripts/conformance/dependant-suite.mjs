import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { npm, output } from '../packed/tools.mjs';
import { root } from '../release/pack-packages.mjs';

/**
 * A program on TensorFlow.js that publishes its sources with their tests. They import `@tensorflow/tfjs` and, by way of
 * danfojs, `@tensorflow/tfjs-node`, and are run by Jest; what they need of it Vitest has too.
 */
export const suite = {
  name: 'scikitjs',
  version: '1.24.0',
  dependencies: {
    'base64-arraybuffer': '1.0.2',
    'danfojs-node': '1.1.2',
    'fast-check': '2.25.0',
    lodash: '4.17.21',
    mathjs: '10.6.4',
    'simple-statistics': '7.8.8',
  },
  leftOut: {
    'src/index.test.ts': 'its own configuration leaves it out',
    'src/jestTensorMatchers.test.ts': 'tests what it adds to Jest',
    'src/svm/SV{C,R}.test.ts': 'holds no test',
  },
};

/** Where its tests download data sets from that lie in the package, too: a host that answers nobody would hold them for ever. */
const dataHost = 'http://scikitjs.org/data/';

const limits = 'without-limits.mjs';

const engine = join(root, 'packages/engine');

/** A setup that drops the limits of single tests: they are of their author's machine, and a slow one is no failure. */
const withoutLimits = `const it = globalThis.it;
globalThis.it = new Proxy(it, { apply: (own, self, [name, test]) => own(name, test) });
`;

/** The configuration of Vitest: the suite on the backend it has, or after the import that its README would name. */
const settings = (folder, registered) => ({
  resolve: {
    conditions: ['@ftn/source'],
    alias: [
      { find: 'scikitjs', replacement: join(folder, 'src/index.ts') },
      // It imports types by a path that is no module.
      { find: '@tensorflow/tfjs-core/dist/index.d', replacement: '@tensorflow/tfjs' },
      { find: '@tensorflow/tfjs-layers/dist/index.d', replacement: '@tensorflow/tfjs' },
    ],
  },
  ssr: { resolve: { conditions: ['@ftn/source'], externalConditions: ['@ftn/source'] } },
  test: {
    globals: true,
    include: ['src/**/*.test.ts'],
    exclude: Object.keys(suite.leftOut),
    setupFiles: [join(folder, limits), ...(registered ? [join(engine, 'src/register.ts')] : [])],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 900_000,
  },
});

/** Has the suite read its data sets from a folder. */
function readDataFrom(data, list) {
  const text = readFileSync(list, 'utf8');
  if (!text.includes(dataHost)) throw new Error(`${list} names no data set at ${dataHost}`);
  writeFileSync(list, text.replaceAll(dataHost, data));
}

/** Installs the suite in an empty folder, over the TensorFlow.js that the engine in this clone is over. */
export async function installSuite(folder) {
  const { name, version, dependencies } = suite;
  const { stdout } = await output(npm, ['pack', '--silent', `${name}@${version}`], { cwd: folder });
  const parts = ['package/src', 'package/docs/static/data'];
  await output('tar', ['xzf', stdout.trim(), '--strip-components=1', ...parts], { cwd: folder });
  readDataFrom(join(folder, 'docs/static/data/'), join(folder, 'src/datasets/datasets.ts'));
  writeFileSync(join(folder, limits), withoutLimits);
  const stand = join(folder, 'tfjs-node');
  mkdirSync(stand);
  const node = { name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'index.cjs' };
  writeFileSync(join(stand, 'package.json'), JSON.stringify(node));
  writeFileSync(join(stand, 'index.cjs'), "module.exports = require('@tensorflow/tfjs');\n");
  const overrides = { '@tensorflow/tfjs-node': 'file:./tfjs-node' };
  const manifest = { private: true, type: 'module', dependencies, overrides };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await output(npm, ['i', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  const require = createRequire(join(engine, 'package.json'));
  const scope = join(folder, 'node_modules/@tensorflow');
  mkdirSync(scope, { recursive: true });
  for (const own of ['tfjs', 'tfjs-core']) {
    symlinkSync(dirname(require.resolve(`@tensorflow/${own}/package.json`)), join(scope, own));
  }
}

/** Runs the suite; what became of each test, by the folder of the suite it is in. */
export async function runSuite(folder, registered) {
  const config = join(folder, registered ? 'native.config.mjs' : 'plain.config.mjs');
  writeFileSync(config, `export default ${JSON.stringify(settings(folder, registered))};\n`);
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const report = join(folder, 'report.json');
  const args = [vitest, 'run', '--root', folder, '--config', config, '--reporter=json'];
  // It ends with 1 where a test fails, which is a result here.
  await output(process.execPath, [...args, `--outputFile=${report}`], { cwd: folder }).catch(() => {});
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults.flatMap(({ name, assertionResults, message }) => {
    const [group] = name.split('/src/').at(-1).split('/');
    // A file that breaks before its first test counts as one that fails.
    const tests = assertionResults.length > 0 ? assertionResults : [{ fullName: name, status: 'failed' }];
    return tests.map(({ fullName, status, duration = 0, failureMessages = [message ?? ''] }) => ({
      group,
      name: fullName,
      status,
      seconds: duration / 1000,
      why: failureMessages[0]?.slice(0, 400),
    }));
  });
}
