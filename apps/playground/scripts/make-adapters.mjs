// `pnpm --filter playground adapters`: makes adapters/ anew with the command `ftn`: six domains over the backbone that
// ships and three seasons over the generator that ships, in float16. About five minutes on two idle cores.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ftn = fileURLToPath(new URL('../../../scripts/ftn.mjs', import.meta.url));
const target = fileURLToPath(new URL('../adapters/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'ftn-playground-'));

function run(...args) {
  const { status } = spawnSync(process.execPath, [ftn, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const wanted = process.argv.slice(2);

/** Trains a domain and keeps its adapter in float16. */
function make(name, args) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const out = join(scratch, name);
  run('train', ...args, '--out', out);
  // Beside the run, whose latents the measuring of a season needs.
  const half = join(out, 'half');
  run('convert', join(out, 'adapter'), half, '--half');
  const kept = join(target, name);
  rmSync(kept, { recursive: true, force: true });
  cpSync(half, kept, { recursive: true });
  // Of the training images, which the page has no use for.
  rmSync(join(kept, 'latents.safetensors'), { force: true });
}

// The style the backbone itself was trained on needs no more than a classifier.
make('real', ['--recipe', 'demo', '--data', 'mini-domains/real', '--method', 'feature-extractor']);
for (const style of ['clipart', 'infograph', 'painting', 'quickdraw', 'sketch']) {
  make(style, ['--recipe', 'demo', '--data', `mini-domains/${style}`, '--rank', '10']);
}
for (const season of ['winter', 'spring', 'autumn']) {
  const adapting = ['--recipe', 'table-s2-mini', '--generator', 'mini-summer', '--rank', '8'];
  make(season, [...adapting, '--data', `mini-seasons/${season}`]);
}
rmSync(scratch, { recursive: true });
