import { copyFileSync, cpSync } from 'node:fs';
// @boundaries-ignore every package shares the preset of the repository
import { preset } from '../../tsup.preset.ts';
import { bundleTfjs } from './build/bundle-tfjs.ts';

export default {
  ...preset(),
  entry: { index: 'src/index.ts', register: 'src/register.ts', 'check-native': 'native/check-native.js' },
  dts: { entry: { index: 'src/index.ts', register: 'src/register.ts' } },
  // What else lies in native/ in a clone lies in dist/ once built.
  onSuccess: async () => {
    for (const name of ['run-attached.mjs', 'quiet-stderr.cc'])
      copyFileSync(`native/${name}`, `dist/${name}`);
    cpSync('native/kernels', 'dist/kernels', { recursive: true });
    await bundleTfjs('dist');
  },
};
