// `pnpm --filter @ftn/playground figures`: measures what docs/playground.md tells of the page, --write puts it there.
import { fileURLToPath } from 'node:url';
// @boundaries-ignore it runs on sources as the command does
import { runOnSources } from '../../../scripts/source-node.mjs';

runOnSources(fileURLToPath(new URL('../figures/main.ts', import.meta.url)), process.argv.slice(2));
