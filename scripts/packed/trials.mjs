import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { entriesOf, packagesOf } from './imports.mjs';
import { install, withoutInstalling } from './install.mjs';
import { output } from './tools.mjs';

/** The bytes below a folder, links not followed. */
export function bytesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesBelow(path);
    return entry.isFile() ? sum + statSync(path).size : sum;
  }, 0);
}

/** Lets a command run for a while: it must go on, or end well, having said what is awaited. */
function firstSeconds(command, args, { seconds, awaited, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let said = '';
    let done = false;
    const end = (failure) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
      failure ? reject(new Error(`${failure}: ${said.slice(-800)}`)) : resolve(said);
    };
    const timer = setTimeout(() => end(`nothing like ${awaited} in ${seconds} s`), seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
        if (awaited.test(said)) end();
      });
    }
    child.on('error', (error) => end(error.message));
    child.on('close', (code) => end(awaited.test(said) ? undefined : `ended with ${code}`));
  });
}

/** What `ftn demo` says once it trains. */
const demo = { seconds: 300, awaited: /engine: (native|wasm|cpu)[\s\S]*\n/ };

/** The command's version and help, and that its demo begins, in the folder given. */
async function command(run, version, folder, env) {
  const words = async (...args) =>
    (await output(run[0], [...run.slice(1), ...args], { cwd: folder, env })).stdout;
  const told = (await words('--version')).trim();
  if (told !== version) throw new Error(`--version said '${told}' instead of '${version}'`);
  if (!/train[\s\S]*predict/.test(await words('--help'))) throw new Error('--help lists no verbs');
  await firstSeconds(run[0], [...run.slice(1), 'demo'], { cwd: folder, env, ...demo });
}

const engineProgram = `
import { startEngine } from '@ftn/engine';
import * as tf from '@tensorflow/tfjs-core';
const { name } = await startEngine();
const [gradient] = tf.grad((x) => x.square().sum())(tf.tensor1d([3])).dataSync();
if (gradient !== 6) throw new Error('a gradient of ' + gradient + ' instead of 6');
process.stdout.write(name);
`;

/** The engine runs, natively where this machine has its library, and as WebAssembly. */
export async function tryEngine(trial) {
  const env = await install(['@ftn/engine', '@tensorflow/tfjs-core'], trial);
  const { folder, node } = trial;
  writeFileSync(join(folder, 'check.js'), engineProgram);
  const start = async (engine) =>
    (await output(node, ['check.js'], { cwd: folder, env: { ...env, FTN_ENGINE: engine } })).stdout;
  const best = await start('');
  const wasm = await start('wasm');
  if (wasm !== 'wasm') throw new Error(`started ${wasm} instead of wasm`);
  return best === 'wasm' ? 'wasm' : `${best}, wasm`;
}

/** The command is installed and runs. */
export async function tryCommand(trial) {
  const env = await install(['ftn'], trial);
  const { way, folder, node } = trial;
  const bin = way === 'npm i -g' ? ['bin', 'ftn'] : ['node_modules', '.bin', 'ftn'];
  // pnpm's is a script of the shell, npm's a link to the file.
  const path = join(folder, ...bin);
  const run = readFileSync(path, 'utf8').startsWith('#!/bin/sh') ? ['sh', path] : [node, path];
  await command(run, trial.version, folder, env);
  return 'version, help, demo begins';
}

/** The command runs where nobody has installed it. */
export async function tryNpx(trial) {
  const { args, env } = withoutInstalling(['ftn'], trial);
  await command([trial.node, ...args], trial.version, trial.folder, env);
  return 'version, help, demo begins';
}

/** A package alone: all its entries are imported, and the program of its README runs with what that program imports. */
export async function tryPackage(name, program, trial) {
  const text = existsSync(program) ? readFileSync(program, 'utf8') : '';
  const env = await install([...new Set([name, ...packagesOf(text)])], trial);
  const { folder, node } = trial;
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  const lines = entriesOf(manifest).map((entry) => `await import('${entry}');`);
  writeFileSync(join(folder, 'entries.js'), lines.join('\n'));
  await output(node, ['entries.js'], { cwd: folder, env });
  if (text === '') return 'imports';
  writeFileSync(join(folder, 'program.js'), transformSync(text, { loader: 'ts', target: 'node20' }).code);
  cpSync(trial.flowers, join(folder, 'flowers'), { recursive: true });
  await output(node, ['program.js'], { cwd: folder, env });
  return "README's program";
}
