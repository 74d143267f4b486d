// Runs before a package is packed or published, in its folder: builds it, or makes its addons, so that a tarball without its code
// is impossible.
// Packing goes through pnpm, which takes the clone out of the manifest (published-manifest.cjs); npm would publish it as is.
import { execFileSync } from 'node:child_process';

if (!process.env.npm_config_user_agent?.startsWith('pnpm/')) {
  process.stderr.write(
    "error: packages are packed by pnpm: run 'npx -y pnpm@10.34.9 pack' here, or 'release' in the root\n",
  );
  process.exit(2);
}
// Its output is no part of what `pack --json` prints.
execFileSync('turbo', ['run', 'build', 'addons', '--output-logs=errors-only'], {
  stdio: ['ignore', process.stderr, process.stderr],
  shell: process.platform === 'win32',
});
