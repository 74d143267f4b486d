import sharp from 'sharp';
import { miniRooms } from '../src/mini-rooms/mini-rooms.ts';

const [, , n = '6', h = '128', w = '160', start = '0', out = '/tmp/scenes/rooms.png', only = ''] =
  process.argv;
const H = +h,
  W = +w,
  N = +n;
const set = miniRooms({ split: 'train', length: 1000, height: H, width: W });
const hue = (i: number) => {
  const k = (o: number) => {
    const q = (o + i * 0.61803 * 6) % 6;
    return 230 - 190 * Math.max(0, Math.min(q, 4 - q, 1));
  };
  return [k(5) * (i % 3 === 0 ? 0.6 : 1), k(3), k(1)];
};
const cols = only ? 4 : 5;
const rows = Math.ceil(only ? N / 4 : N);
const sheet = new Uint8Array(rows * H * cols * W * 3);
const put = (r: number, c: number, f: (p: number) => number[]) => {
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const v = f(y * W + x);
      const k = 3 * ((r * H + y) * cols * W + c * W + x);
      for (let i = 0; i < 3; i++) sheet[k + i] = Math.max(0, Math.min(255, v[i]!));
    }
};
const t0 = performance.now();
const c0 = process.cpuUsage();
for (let i = 0; i < N; i++) {
  const src = set.sample(+start + i);
  const s = src.sample;
  if (only) {
    put(Math.floor(i / 4), i % 4, (p) => [s.image[3 * p]!, s.image[3 * p + 1]!, s.image[3 * p + 2]!]);
    continue;
  }
  put(i, 0, (p) => [s.image[3 * p]!, s.image[3 * p + 1]!, s.image[3 * p + 2]!]);
  put(i, 1, (p) => hue(s.labels![p]!));
  put(i, 2, (p) => [0, 1, 2].map((c) => (s.normals![3 * p + c]! + 1) * 127.5));
  put(i, 3, (p) => {
    const v = 255 * (1 - s.depth![p]! / 6.5);
    return [v, v, v];
  });
  put(i, 4, (p) => {
    const v = s.edge![p]! * 255;
    return [v, v, v];
  });
}
const c1 = process.cpuUsage(c0);
console.log('ms per image', (performance.now() - t0) / N, 'cpu', (c1.user + c1.system) / 1000 / N);
await sharp(sheet, { raw: { width: cols * W, height: rows * H, channels: 3 } })
  .png()
  .toFile(out);
