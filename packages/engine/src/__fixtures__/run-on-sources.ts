import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const loader = import.meta.resolve('tsx');

/** Starts a fixture as a process of its own, on the sources. */
export function startFixture(url: URL, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const line = ['--conditions=@ftn/source', `--import=${loader}`, fileURLToPath(url), ...args];
  return spawn(process.execPath, line, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a fixture to its end. */
export function runFixture(url: URL, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const child = startFixture(url, args, env);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
