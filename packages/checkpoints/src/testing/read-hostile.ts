import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodePth } from '../pth/decode-pth.js';

// Reads every file of a folder, twice: the first time whatever Node loads late is loaded. What the second time asks of
// the system stands in a trace between two attempts to open a file that does not exist.
const folder = process.argv[2]!;
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));

const mark = (name: string) => {
  try {
    closeSync(openSync(join(folder, 'no-such-folder', name), 'r'));
  } catch {}
};

let refused = 0;
for (const round of ['warm-up', 'traced']) {
  mark(`begin-${round}`);
  for (const file of files) {
    try {
      if (process.argv[3] === 'careless') readdirSync(folder);
      decodePth(file);
    } catch {
      refused++;
    }
  }
  mark(`end-${round}`);
}
process.stdout.write(`${refused / 2} of ${files.length}\n`);
