// The command `ftn` in a clone: runs apps/cli as its sources stand, with the given arguments.
import { runProgram } from './build/run-program.mjs';

await runProgram('ftn', process.argv.slice(2));
