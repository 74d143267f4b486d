// Times how long images take from a JPEG file to a batch of a network's input, against torchvision with Pillow.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RandomStream } from '@ftn/random';
import sharp from 'sharp';
import { compete, type Timing } from './compete.js';
import { start } from './contender.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '9' },
    steps: { type: 'string', default: '4' },
    batch: { type: 'string', default: '16' },
    height: { type: 'string', default: '375' },
    width: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
  },
});
const [height, width, batch] = [values.height, values.width, values.batch].map(Number) as [
  number,
  number,
  number,
];

/** Waves of colour under a grain, as many bytes as a photograph of that size. */
async function photograph(): Promise<Buffer> {
  const random = new RandomStream('benchmark', 'photograph');
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let k = 0; k < pixels.length; k++) {
    const [x, y, c] = [Math.floor(k / 3) % width, Math.floor(k / 3 / width), k % 3];
    pixels[k] = 128 + 60 * Math.sin(x / 17 + c) + 50 * Math.cos(y / 23) + random.uniform(-16, 16);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

const folder = mkdtempSync(join(tmpdir(), 'ftn-images-'));
const file = join(folder, 'photograph.jpg');
writeFileSync(file, await photograph());
const setting = { file, batch, threads: 1 };
try {
  const contenders = [
    await start('ours', process.execPath, 'image-worker.ts', setting),
    await start('torchvision', values.python, 'image_worker.py', setting),
  ];
  const job = { rank: 0, steps: Number(values.steps) };
  const timings = await compete(contenders, job, { rounds: Number(values.rounds), warmUp: 4 });
  const [ours, theirs] = timings as [Timing, Timing];
  for (const contender of contenders) contender.stop();
  const ratio = theirs.processor / ours.processor;
  const each = ({ processor }: Timing) => `${(processor / batch).toFixed(2)} ms`;
  process.stdout.write(
    `${width}×${height} JPEG to 224×224 numbers, processor time an image: ours ${each(ours)}, ` +
      `torchvision ${each(theirs)}  torchvision/ours ${ratio.toFixed(2)}\n`,
  );
  if (values.json) {
    const cpu = cpus()[0]?.model.trim();
    process.stdout.write(
      `${JSON.stringify({ id: 'images', cpu, batch, ours, torchvision: theirs, ratio })}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
