// Trains the small generator of summer landscapes that the made-up seasons are adapted from:
//   node scripts/seasons-base.mjs --out FOLDER [--resume] [--epochs N] [--threads N]
// writes FOLDER/G_ema.safetensors and FOLDER/D.safetensors, and both in half floats as they ship:
// mini-summer.safetensors and mini-summer-discriminator.safetensors.
import { runProgram } from './build/run-program.mjs';

await runProgram('seasons-base', process.argv.slice(2));
