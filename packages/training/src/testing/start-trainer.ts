import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { testProgram } from '@ftn/reliability';
import type { Answer, Ask } from './trainer-child.js';

const { script, execArgv } = testProgram(new URL('./trainer-child.ts', import.meta.url));

/** A process of its own that trains when asked; it resolves once it is ready to. */
export async function startTrainer(env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const child = fork(script, { execArgv: [...execArgv], env: { ...process.env, ...env } });
  await once(child, 'message');
  return child;
}

/** Lets it train; null where it was killed before the end. */
export async function train(child: ChildProcess, ask: Ask): Promise<Answer | null> {
  const ended = Promise.race([
    once(child, 'message').then(([answer]) => answer as Answer),
    once(child, 'exit').then(() => null),
  ]);
  child.send(ask);
  return ended;
}
