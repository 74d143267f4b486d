// Launches the script beside it the way ftn.mjs launches the command.
import { fileURLToPath } from 'node:url';
import { runOnSources } from '../source-node.mjs';

runOnSources(fileURLToPath(new URL('./launched.mjs', import.meta.url)), process.argv.slice(2));
