import { startBackend } from '../../src/worker/start-backend.js';
import { computed } from './numbers.js';

/** What every package computes here, as JSON for the test that reads it; else what went wrong. */
const out = document.getElementById('numbers')!;
try {
  await startBackend('wasm');
  const results: Record<string, readonly number[]> = {};
  for (const [name, compute] of Object.entries(computed)) results[name] = await compute();
  out.textContent = JSON.stringify(results);
} catch (error) {
  out.textContent = String(error);
}
