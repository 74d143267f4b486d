import { startEngine } from '@ftn/engine';
import { randomNormal, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { conv2d, conv2dFilterGradient, conv2dInputGradient, withoutKernels } from '@ftn/ops';
await startEngine();
const t = (f: () => any) => { let best = 1e9; for (let i = 0; i < 30; i++) { const a = performance.now(); tidy(() => { f(); }); best = Math.min(best, performance.now() - a); } return best.toFixed(2); };
for (const [b, s, c, o] of [[8, 56, 64, 64], [8, 28, 128, 128], [8, 14, 256, 256], [8, 7, 512, 512], [1, 56, 64, 64], [1, 28, 128, 128], [1, 14, 256, 256], [1, 7, 512, 512]] as const) {
  const x = randomNormal([b, s, s, c]) as Tensor4D; const dy = randomNormal([b, s, s, o]) as Tensor4D; const w = randomNormal([3, 3, c, o]) as Tensor4D;
  const opt = { padding: 1 };
  console.log(b, s, c, 'fwd', t(() => conv2d(x, w, opt)), 'dx', t(() => conv2dInputGradient(dy, w, x.shape, opt)), 'dw', t(() => conv2dFilterGradient(x, dy, w.shape, opt)), 'onednn fwd', t(() => withoutKernels(() => conv2d(x, w, opt))));
}
