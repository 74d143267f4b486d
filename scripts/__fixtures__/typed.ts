// Runs only under the TypeScript loader, with the packages' sources in reach.
import { installProgressLine } from '../../packages/engine/src/index.js';

const step: 'compile' = 'compile';
process.stdout.write(`${process.argv[2]}: ${installProgressLine({ step, done: 0, total: 0 })}\n`);
