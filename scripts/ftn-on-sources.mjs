// Runs as the child of ftn.mjs, under the TypeScript loader.
import { fileURLToPath } from 'node:url';
import { readyEngine } from './ready-engine.mjs';

// The launcher was killed outright: end as on a request to stop, with what is worth keeping saved.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

// pnpm runs scripts in the repository's root; relative paths are meant from where the user is.
const runByPnpm = ['ftn', 'demo', 'bench'].includes(process.env.npm_lifecycle_event ?? '');
if (runByPnpm && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

const computing = ['demo', 'train', 'evaluate', 'predict', 'compare', 'prune', 'norms', 'reproduce', 'bench'];
const args = process.argv.slice(2);
const verb = args.find((word) => !word.startsWith('-'));
const asksForHelp = args.includes('--help') || args.includes('-h') || args.includes('--print-config');
if (computing.includes(verb) && !asksForHelp) await readyEngine();

const main = new URL('../apps/cli/src/main.ts', import.meta.url);
process.argv[1] = fileURLToPath(main);
await import(main.href);
