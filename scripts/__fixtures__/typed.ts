// Runs only under the TypeScript loader, with the packages' sources in reach.
import { installProgressLine } from '@ftn/engine';

const step: 'compile' = 'compile';
process.stdout.write(`${process.argv[2]}: ${installProgressLine({ step, done: 0, total: 0 })}\n`);
