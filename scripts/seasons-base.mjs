// Trains the small generator of summer landscapes that the made-up seasons are adapted from:
//   node scripts/seasons-base.mjs --out FOLDER [--resume] [--epochs N] [--threads N]
// writes FOLDER/G_ema.safetensors and FOLDER/D.safetensors, and both in half floats as they ship:
// mini-summer.safetensors and mini-summer-discriminator.safetensors.
import { fileURLToPath } from 'node:url';
import { runOnSources } from './source-node.mjs';

runOnSources(fileURLToPath(new URL('./seasons-base-on-sources.mjs', import.meta.url)), process.argv.slice(2));
