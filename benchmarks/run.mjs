// Runs src/<name>.ts on the packages' TypeScript sources: node run.mjs training-step [--option=value …]
import { fileURLToPath } from 'node:url';
// @boundaries-ignore the benchmark runs on sources as the command does
import { runOnSources } from '../scripts/source-node.mjs';

const [name, ...options] = process.argv.slice(2);
runOnSources(fileURLToPath(new URL(`./src/${name}.ts`, import.meta.url)), options);
