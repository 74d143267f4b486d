import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownScripts } from './known-scripts.mjs';
import { output, withNode } from './tools.mjs';

/** How a package comes to be where it runs, by the words that whoever installs it types. */
const ways = {
  'npm i': (names, { npm }) => [npm, 'i', ...names],
  'npm i -g': (names, { npm }, folder) => [npm, 'i', '-g', '--prefix', folder, ...names],
  'pnpm add': (names, { pnpm }) => [pnpm, 'add', ...names],
};

/** The settings of npm and pnpm: our registry, nothing kept between two trials but what came from elsewhere. */
export function settings({ registry, scratch, scripts, node }) {
  return {
    ...withNode(node),
    npm_config_registry: registry,
    npm_config_cache: join(scratch, 'npm-cache'),
    npm_config_store_dir: join(scratch, 'pnpm-store'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_ignore_scripts: String(!scripts),
    ...(scripts ? { npm_config_dangerously_allow_all_builds: 'true' } : {}),
  };
}

/** The packages of the tree that npm installed which would run something; npm itself writes so into its lock. */
function withScripts(folder) {
  const lock = join(folder, 'package-lock.json');
  if (!existsSync(lock)) return [];
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
  return Object.entries(packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.replace(/^node_modules\//, ''));
}

/**
 * Installs packages in an empty folder.
 *
 * @param {readonly string[]} names
 * @param {{ way: keyof typeof ways, scripts: boolean, node: string, folder: string, registry: string, scratch: string, managers: object }} trial
 * @throws where the installation fails, or where something in the tree would run at it
 */
export async function install(names, trial) {
  const { way, node, folder, managers } = trial;
  mkdirSync(folder, { recursive: true });
  if (way !== 'npm i -g') {
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'reader', private: true, type: 'module' }),
    );
  }
  const env = settings(trial);
  const { stdout, stderr } = await output(node, ways[way](names, managers, folder), { cwd: folder, env });
  if (/ignored build scripts/i.test(stdout + stderr))
    throw new Error(`pnpm kept a script from running: ${stdout}`);
  const known = names.flatMap((name) => knownScripts[name] ?? []);
  const running = withScripts(folder).filter((name) => !known.includes(name));
  if (running.length > 0) throw new Error(`run something at installation: ${running.join(', ')}`);
  return env;
}

/** The environment and the words that run a command of a package that nobody has installed. */
export function withoutInstalling(words, trial) {
  const { managers, folder } = trial;
  mkdirSync(folder, { recursive: true });
  return { args: [managers.npx, '-y', ...words], env: settings(trial) };
}
