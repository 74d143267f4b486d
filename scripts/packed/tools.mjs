import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The releases of Node that packages are installed with: the oldest that is supported, and each line since. */
export const nodeVersions = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];

const managers = ['npm@11.6.2', 'pnpm@10.34.9'];

/** What another package manager has set for what it started; it means nothing to the ones that are tried here. */
function plainEnvironment() {
  const foreign = /^(npm_|pnpm_|NODE_OPTIONS$|NODE_PATH$|VITEST|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Runs a command to its end; its output, or an error that quotes the end of it. */
export async function output(command, args, options = {}) {
  try {
    const { stdout, stderr } = await run(command, args, { maxBuffer: 2 ** 26, ...options });
    return { stdout, stderr };
  } catch (error) {
    const said = `${error.stdout ?? ''}\n${error.stderr ?? ''}`.trim().split('\n').slice(-12).join('\n');
    throw new Error(`${[command, ...args].join(' ')} ended with ${error.code ?? error.signal}: ${said}`);
  }
}

export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The npm and the pnpm that are tried, as the files that Node runs. */
export async function fetchManagers(folder) {
  await output(npm, ['i', '--prefix', folder, '--no-audit', '--no-fund', ...managers], {
    env: plainEnvironment(),
  });
  const modules = join(folder, 'node_modules');
  return {
    npm: join(modules, 'npm/bin/npm-cli.js'),
    npx: join(modules, 'npm/bin/npx-cli.js'),
    pnpm: join(modules, 'pnpm/bin/pnpm.cjs'),
  };
}

/** Node's binary of a version, out of the npm package that carries it for this machine. */
export async function fetchNode(version, folder) {
  if (version === process.versions.node) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const words = [
    'i',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `${name}@${version}`,
  ];
  await output(npm, words, { env: plainEnvironment() });
  return join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The environment in which `node` is the Node that is tried. */
export function withNode(node) {
  const env = plainEnvironment();
  return { ...env, PATH: [dirname(node), env.PATH].join(delimiter) };
}

/** The registry that this machine is set to use. */
export async function configuredRegistry() {
  const { stdout } = await output(npm, ['config', 'get', 'registry'], { env: plainEnvironment() });
  return stdout.trim();
}
