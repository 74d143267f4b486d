import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@ftn/engine';
import { kernelBackend, int } from '@ftn/ops';
await startEngine({ threads: 2 });
const native = kernelBackend()!;
const R = Number(process.env.RANK ?? 50);
const moves = (k: number, stride: number, padding: number) => [int('kernel_height', k), int('kernel_width', k), int('stride', stride), int('padding', padding), int('dilation', 1)];
const cases: [string, () => tf.Tensor[]][] = [];
const seen: string[] = [];
for (const [h, c, o, k, stride, times] of [[14,256,256,3,1,3],[14,256,512,3,2,1]] as const) {
  for (let i = 0; i < times; i++) {
    const x = tf.randomNormal([8, h, h, c]), dy = tf.randomNormal([8, h / stride, h / stride, o]);
    const a = tf.randomNormal([c, R]), b = tf.randomNormal([o, R]), s = tf.randomNormal([k * k, R]), W = tf.randomNormal([k, k, c, o]);
    if (0) cases.push([`factors ${h} ${c}>${o} k${k}`, () => native.executeMultipleOutputs('FtnFactorGradients', moves(k, stride, (k - 1) / 2), [x, dy, a, b, s], 3)]);
    if (h > 7) cases.push([`merge ${c}>${o} k${k}`, () => [native.executeSingleOutput('FtnMergeFactors', [], [W, a, b, s])]]);
    else { cases.push([`beside ${h} ${c}`, () => [native.executeSingleOutput('FtnAddFactors', [...moves(k, stride, 1), int('gradient', 0)], [dy, x, a, b, s])]]);
      cases.push([`beside dx ${h} ${c}`, () => [native.executeSingleOutput('FtnAddFactors', [...moves(k, stride, 1), int('gradient', 1)], [x, dy, a, b, s])]]); }
  }
}
for (let i = 0; i < 0; i++) {
  const x = tf.randomNormal([8, 56, 56, 64]), dy = tf.randomNormal([8, 56, 56, 64]);
  const a = tf.randomNormal([64, R]), b = tf.randomNormal([64, R]), s = tf.randomNormal([9, R]), W = tf.randomNormal([3, 3, 64, 64]);
  cases.push(['winograd gradient 56 64', () => [native.executeSingleOutput('FtnWinogradGradient', [int('padding', 1)], [x, dy])]]);
  cases.push(['project 64', () => native.executeMultipleOutputs('FtnProjectGradient', [], [W, a, b, s], 3)]);
  cases.push(['merge 64>64 k3', () => [native.executeSingleOutput('FtnMergeFactors', [], [W, a, b, s])]]);
}
{ const x = tf.randomNormal([8, 224, 224, 3]), dy = tf.randomNormal([8, 112, 112, 64]);
  if(0)cases.push(['stem gradient', () => [native.executeSingleOutput('FtnStemGradient', [], [x, dy])]]); }
const ms = new Map<string, number[][]>();
for (let round = -3; round < 1500; round++) {
  const own = new Map<string, number>();
  for (const [name, f] of cases) {
    const t = performance.now();
    const out = f();
    const took = performance.now() - t;
    out.forEach((o) => o.dispose());
    own.set(name, (own.get(name) ?? 0) + took);
  }
  if (round >= 0) for (const [n, v] of own) ms.set(n, [...(ms.get(n) ?? []), [v]]);
}
let all = 0;
for (const [n, v] of ms) {
  const m = v.map(([a]) => a!).sort((a, b) => a - b);
  all += m[m.length >> 1]!;
  console.log(n.padEnd(26), m[m.length >> 1]!.toFixed(2), 'least', m[0]!.toFixed(2));
}
console.log('all', all.toFixed(2));
