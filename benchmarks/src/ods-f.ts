// Times odsF's whole sweep of 101 thresholds on one thread, image after image, and watches the memory.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { OdsF } from '@ftn/metrics';
import { RandomStream } from '@ftn/random';

const { values } = parseArgs({
  options: {
    height: { type: 'string', default: '425' },
    width: { type: 'string', default: '560' },
    images: { type: 'string', default: '20' },
    /** Curves drawn: more of them, more edge pixels. */
    curves: { type: 'string', default: '60' },
    /** Height of the noise under the edges; with any, most pixels are above the lowest threshold. */
    noise: { type: 'string', default: '0.02' },
    json: { type: 'boolean', default: false },
  },
});
const [height, width] = [Number(values.height), Number(values.width)];

/** Curves as ground truth; the same curves moved by a few pixels, blurred, of uneven strength, with noise: the prediction. */
function picture(seed: number) {
  const random = new RandomStream(seed, 'ods-f');
  const truth = new Uint8Array(height * width);
  const soft = new Float32Array(height * width);
  for (let curve = 0; curve < Number(values.curves); curve++) {
    const strength = random.uniform(0.1, 1);
    const [dx, dy] = [random.uniform(-3, 3), random.uniform(-3, 3)];
    let [x, y, heading] = [random.uniform(0, width), random.uniform(0, height), random.uniform(0, 6.3)];
    for (let step = 0; step < 300; step++) {
      if (x < 0 || y < 0 || x >= width || y >= height) break;
      truth[Math.trunc(y) * width + Math.trunc(x)] = 255;
      splat(soft, x + dx, y + dy, strength * random.uniform(0.5, 1));
      heading += 0.1 * random.normal();
      x += 0.7 * Math.cos(heading);
      y += 0.7 * Math.sin(heading);
    }
  }
  const noise = Number(values.noise);
  const data = soft.map((v) => Math.min(1, v + random.uniform(0, noise)));
  return { prediction: { data, height, width }, truth: { data: truth, height, width } };
}

function splat(map: Float32Array, cx: number, cy: number, strength: number): void {
  for (let y = Math.max(0, Math.ceil(cy - 4)); y <= Math.min(height - 1, cy + 4); y++) {
    for (let x = Math.max(0, Math.ceil(cx - 4)); x <= Math.min(width - 1, cx + 4); x++) {
      const v = strength * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 3);
      if (v > map[y * width + x]!) map[y * width + x] = v;
    }
  }
}

const meter = new OdsF();
const times: number[] = [];
const resident: number[] = [];
for (let i = 0; i < Number(values.images); i++) {
  const { prediction, truth } = picture(i);
  // Time of the processor, not of the clock: other programs on the machine do not count.
  const before = process.cpuUsage();
  meter.update(prediction, truth);
  const { user, system } = process.cpuUsage(before);
  times.push((user + system) / 1000);
  resident.push(process.memoryUsage.rss() / 1e6);
}
const { predicted, truth } = meter.totals();
const pixels = height * width * times.length;
const sorted = times.toSorted((a, b) => a - b);
const result = {
  cpu: cpus()[0]?.model.trim(),
  size: `${height}×${width}`,
  images: times.length,
  ms: { min: sorted[0]!, median: sorted[sorted.length >> 1]!, max: sorted.at(-1)! },
  edgePixels: { lowestThreshold: predicted[0]! / pixels, truth: truth / pixels },
  residentMB: { first: resident[0]!, half: resident[resident.length >> 1]!, last: resident.at(-1)! },
  odsF: meter.result().ods.f,
};
const percent = (v: number) => `${(100 * v).toFixed(1)} %`;
process.stderr.write(
  `${result.size}, ${result.images} images: ${result.ms.median.toFixed(0)} ms an image ` +
    `(${result.ms.min.toFixed(0)} to ${result.ms.max.toFixed(0)}), edge pixels ${percent(result.edgePixels.lowestThreshold)} ` +
    `at the lowest threshold and ${percent(result.edgePixels.truth)} in the ground truth, ` +
    `${result.residentMB.first.toFixed(0)} → ${result.residentMB.last.toFixed(0)} MB, odsF ${result.odsF.toFixed(3)}\n`,
);
if (values.json) process.stdout.write(`${JSON.stringify({ id: 'ods-f', ...result })}\n`);
