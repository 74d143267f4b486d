// X4: takes one check out of a reader after another and runs the tests beside it; they must turn red.
//
//   node scripts/reliability/mutate-readers.mjs [FOLDER | FILE:LINE …]     e.g. packages/formats/src/npy
//
// A check is a condition whose branch refuses: it is made false, one at a time, in place, and put back. Prints each
// that no test missed, and the share that was caught. Run it in a clone with nothing uncommitted in those folders.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/run-program.mjs';

const readers = [
  'packages/checkpoints/src/safetensors',
  'packages/checkpoints/src/pth',
  'packages/checkpoints/src/node/run-checkpoint',
  'packages/checkpoints/src/node/lock',
  'packages/exchange/src/lora',
  'packages/exchange/src/lycoris',
  'packages/exchange/src/peft',
  'packages/formats/src/mat',
  'packages/formats/src/npy',
  'packages/formats/src/idx',
];

/** Where the parenthesis that opens at `from` closes. */
function closing(source, from) {
  for (let at = from, depth = 0; at < source.length; at++) {
    if (source[at] === '(') depth++;
    else if (source[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

/** Every copy of a source in which one condition before a refusal is false. */
export function withoutOneCheck(source) {
  const copies = [];
  for (const { index } of source.matchAll(/\bif \(/g)) {
    const open = index + 3;
    const close = closing(source, open);
    const then = source.slice(close + 1, close + 60);
    if (!/^\s*\{?\s*(?:return )?(?:throw |fail\(|this\.fail\(|refuse\()/.test(then)) continue;
    const line = source.slice(0, index).split('\n').length;
    copies.push({
      line,
      check: source.slice(open, close + 1),
      source: `${source.slice(0, open)}(false)${source.slice(close + 1)}`,
    });
  }
  return copies;
}

function testsFail(folder) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--bail=1', '--reporter=dot', folder];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore', timeout: 600_000 });
  return status !== 0;
}

/** The sources a word of the command line names, each with the one line that is meant, if one is. */
function sources(word) {
  const [path, line] = word.split(':');
  if (line !== undefined) return [{ path, only: Number(line) }];
  const names = readdirSync(join(root, path), { recursive: true });
  return names
    .filter((one) => one.endsWith('.ts') && !one.endsWith('.test.ts'))
    .map((name) => ({ path: `${path}/${name}` }));
}

function main(words) {
  let [caught, all] = [0, 0];
  for (const { path, only } of words.flatMap(sources)) {
    const file = join(root, path);
    const original = readFileSync(file, 'utf8');
    try {
      for (const { line, check, source } of withoutOneCheck(original)) {
        if (only !== undefined && line !== only) continue;
        writeFileSync(file, source);
        all++;
        // The package's tests, not the folder's alone: a reader may be held by a test of its caller.
        if (testsFail(path.split('/').slice(0, 2).join('/'))) caught++;
        else process.stdout.write(`not missed: ${path}:${line} ${check}\n`);
      }
    } finally {
      writeFileSync(file, original);
    }
  }
  process.stdout.write(
    `${caught} of ${all} removed checks were caught (${((100 * caught) / Math.max(1, all)).toFixed(1)} %)\n`,
  );
  process.exitCode = caught >= 0.9 * all ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) main(process.argv.length > 2 ? process.argv.slice(2) : readers);
