// The command `ftn` in a clone: runs apps/cli from its sources with the given arguments.
import { fileURLToPath } from 'node:url';
import { runOnSources } from './source-node.mjs';

runOnSources(fileURLToPath(new URL('./ftn-on-sources.mjs', import.meta.url)), process.argv.slice(2));
