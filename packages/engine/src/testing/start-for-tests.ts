import { setBackend } from '@tensorflow/tfjs-core';
import { startEngine } from '../start-engine.js';

/** Starts the engine before a file of tests, and takes it again where another file of the process left another backend. */
export async function startForTests(): Promise<void> {
  const { name } = await startEngine();
  await setBackend(name === 'native' ? 'tensorflow' : name);
}
