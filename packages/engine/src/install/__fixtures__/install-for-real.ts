// A process that installs the native engine and writes how it went as one line of JSON.
import { installEngine } from '../install-engine.js';

const begin = performance.now();
const steps = new Set<string>();
const result = await installEngine({ onProgress: ({ step }) => steps.add(step) });
const seconds = (performance.now() - begin) / 1000;
process.stdout.write(`${JSON.stringify({ ...result, steps: [...steps], seconds })}\n`);
