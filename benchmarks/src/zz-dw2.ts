import { startEngine } from '@ftn/engine';
import { randomNormal, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { conv2dFilterGradient, conv2d } from '@ftn/ops';
await startEngine();
const x = randomNormal([8, 28, 28, 128]) as Tensor4D; const dy = randomNormal([8, 28, 28, 128]) as Tensor4D; const w = randomNormal([3, 3, 128, 128]) as Tensor4D;
const opt = { padding: 1 };
for (let k = 0; k < 12; k++) {
  const a: string[] = [];
  const cpu0 = process.cpuUsage(); const t0 = performance.now();
  for (let i = 0; i < 20; i++) { const s = performance.now(); tidy(() => { conv2dFilterGradient(x, dy, w.shape, opt); }); a.push((performance.now() - s).toFixed(1)); }
  const c = process.cpuUsage(cpu0); const wall = performance.now() - t0;
  const b: string[] = [];
  for (let i = 0; i < 10; i++) { const s = performance.now(); tidy(() => { conv2d(x, w, opt); }); b.push((performance.now() - s).toFixed(1)); }
  console.log(((c.user + c.system) / 1000 / wall).toFixed(2), a.join(' '), '| fwd', b.join(' '));
}
