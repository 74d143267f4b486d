import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../launch.mjs';
import { readyBuild } from './ready-build.mjs';

/** The clone these scripts are of. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url));

/** Why there is no build; esbuild has said on stderr what does not compile, and where. */
function whatFailed(error) {
  const install = "run 'npx -y pnpm@10.34.9 install'";
  if (error.errors) return `the sources do not compile. If it is a package that is missing, ${install}.`;
  if (error.code === 'ERR_MODULE_NOT_FOUND') return `the packages are not installed: ${install}.`;
  return error.stack;
}

/** Runs a program of scripts/programs, built as the sources stand. */
export async function runProgram(name, args) {
  let folder;
  try {
    folder = await readyBuild(root);
  } catch (error) {
    process.stderr.write(`ftn: ${whatFailed(error)}\n`);
    process.exit(1);
  }
  launch(['--require', preload, join(folder, `${name}.js`), ...args]);
}
