// The command as it runs in a clone: that of apps/cli, with the native engine made ready before a verb that computes.
import { fileURLToPath } from 'node:url';
import { start } from '../../apps/cli/src/start.ts';

// The launcher was killed outright: end as on a request to stop, with what is worth keeping saved.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

// pnpm runs this clone's scripts in its root; relative paths are meant from where the user is.
const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));
if (process.env.npm_package_json === manifest && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

await start(async () => (await import('./ready-engine.mjs')).readyEngine());
