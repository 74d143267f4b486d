import type { RandomStream } from '@ftn/random';
import { boxBlur } from '../../raster/blur.js';
import { type Canvas, createCanvas } from '../../raster/canvas.js';
import { blend, hsv, luma, type Rgb, scaled } from '../../raster/colour.js';
import { grain, noiseField } from '../../raster/noise.js';
import { cosine, sine } from '../../raster/trigonometry.js';
import { colourAt, fieldAt, layStrokes, mapColours } from './brush.js';

/** How a painter turns what he sees into a picture. */
export type Manner = (seen: Canvas, random: RandomStream) => Canvas;

const jitter = (random: RandomStream, [r, g, b]: Rgb, by: number): Rgb => {
  const all = random.uniform(-by, by);
  const each = () => all + random.uniform(-by, by) * 0.6;
  return [r + each(), g + each(), b + each()];
};

/** The colour with its distance from grey multiplied. */
const saturated = (colour: Rgb, by: number): Rgb => {
  const grey = luma(colour);
  return [grey + (colour[0] - grey) * by, grey + (colour[1] - grey) * by, grey + (colour[2] - grey) * by];
};

/** A copy blurred by a box, channel by channel. */
function blurred(seen: Canvas, radius: number, passes = 2): Canvas {
  const { size } = seen;
  const out = createCanvas(size, [0, 0, 0]);
  for (let c = 0; c < 3; c++) {
    const plane = Float32Array.from({ length: size * size }, (_, k) => seen.rgb[3 * k + c]!);
    for (let i = 0; i < passes; i++) boxBlur(plane, size, size, radius);
    // The blur counts what is outside as 0: a plane of ones tells how much that was.
    const ones = new Float32Array(size * size).fill(1);
    for (let i = 0; i < passes; i++) boxBlur(ones, size, size, radius);
    for (let k = 0; k < size * size; k++) out.rgb[3 * k + c] = plane[k]! / Math.max(ones[k]!, 1e-6);
  }
  return out;
}

/** Stones of one colour each that fades across it, in a muted range, dark between them. */
const mosaic: Manner = (seen, random) => {
  const { size } = seen;
  const count = 55 + random.integer(30);
  const earth = hsv(random.uniform(0.06, 0.12), 0.4, 0.6);
  const sites = Array.from({ length: count }, () => {
    const [x, y] = [random.uniform(0, size), random.uniform(0, size)];
    const turn = random.uniform();
    const colour = scaled(blend(saturated(colourAt(seen, x, y), 0.8), earth, 0.28), random.uniform(0.8, 1.2));
    return { x, y, colour, dx: cosine(turn) / size, dy: sine(turn) / size };
  });
  // Distances stretched along one direction make splinters instead of cells.
  const [c, s] = [cosine(random.uniform()), 0.5];
  const canvas = createCanvas(size, [0, 0, 0]);
  mapColours(canvas, (_, x, y) => {
    let [best, second] = [Infinity, Infinity];
    let site = sites[0]!;
    for (const each of sites) {
      const [dx, dy] = [x + 0.5 - each.x, y + 0.5 - each.y];
      const along = dx * c + dy * s;
      const distance = dx * dx + dy * dy - 0.55 * along * along;
      if (distance < best) {
        [best, second, site] = [distance, best, each];
      } else if (distance < second) second = distance;
    }
    const edge = Math.sqrt(second) - Math.sqrt(best) < 0.9 ? 0.55 : 1;
    const fade = 1 + 2.4 * ((x - site.x) * site.dx + (y - site.y) * site.dy);
    return scaled(site.colour, Math.max(fade, 0.3) * edge);
  });
  return canvas;
};

/** Dots of broken colour on a pale ground. */
const dots: Manner = (seen, random) => {
  const { size } = seen;
  const canvas = createCanvas(size, [0.93, 0.9, 0.84]);
  const width = size * random.uniform(0.032, 0.045);
  for (let layer = 0; layer < 2; layer++) {
    layStrokes(canvas, seen, random, {
      step: width * 0.95,
      width,
      half: 0.01,
      turn: () => 0,
      // A few dots of the opposite colour make the others shine.
      mix: (c) => (random.chance(0.12) ? [c[2], c[1], c[0]] : jitter(random, saturated(c, 1.35), 0.16)),
      opacity: 0.95,
    });
  }
  return canvas;
};

/** Smooth brown darkness with one warm light. */
const glazes: Manner = (seen, random) => {
  const { size } = seen;
  const canvas = blurred(seen, 1, 1);
  const [lx, ly] = [size * random.uniform(0.3, 0.7), size * random.uniform(0.3, 0.6)];
  const reach = size * random.uniform(0.34, 0.5);
  const noise = grain(random, size);
  mapColours(canvas, (c, x, y) => {
    const distance = Math.sqrt((x - lx) * (x - lx) + (y - ly) * (y - ly)) / reach;
    const light = 1 / (1 + distance * distance * distance);
    const varnished = blend(saturated(c, 0.8), [0.56, 0.32, 0.1], 0.42);
    return scaled(varnished, 0.2 + 1.05 * light + 0.02 * noise[y * size + x]!);
  });
  return canvas;
};

/** Ink on tinted paper: parallel lines, the closer the darker. */
const hatching: Manner = (seen, random) => {
  const { size } = seen;
  const paper = hsv(random.uniform(0.08, 0.14), random.uniform(0.1, 0.3), random.uniform(0.8, 0.95));
  const canvas = createCanvas(size, paper);
  const ink = hsv(random.uniform(0.02, 0.1), 0.5, random.uniform(0.12, 0.3));
  const base = random.uniform(0.08, 0.17);
  const dark = blurred(seen, 1, 1);
  for (const [turn, threshold] of [
    [base, 0.78],
    [base + 0.25, 0.5],
    [base + 0.125, 0.28],
  ] as const) {
    layStrokes(canvas, dark, random, {
      step: size * 0.045,
      width: size * 0.014,
      half: size * 0.045,
      turn: () => turn + random.uniform(-0.012, 0.012),
      // Where it is light the pen is lifted: a stroke in the paper's colour would show.
      mix: (c) => (luma(c) < threshold ? ink : paper),
      opacity: 0.8,
    });
  }
  outline(canvas, seen, ink, 0.16, 0.7);
  return canvas;
};

/** Thick short strokes, each with a lit and a shaded edge. */
const impasto: Manner = (seen, random) => {
  const { size } = seen;
  const canvas = createCanvas(size, [0.45, 0.35, 0.28]);
  const flow = noiseField(random, size, size * 0.3);
  const width = size * random.uniform(0.075, 0.1);
  const turn = (x: number, y: number) => 0.12 + 0.25 * fieldAt(flow, size, x, y);
  for (const [offset, light] of [
    [0.018, 0.62],
    [-0.012, 1.22],
    [0, 1],
  ] as const) {
    layStrokes(canvas, seen, random, {
      step: width * (light === 1 ? 0.75 : 0.95),
      width: light === 1 ? width * 0.72 : width * 0.95,
      half: width * 0.7,
      turn: (x, y) => turn(x, y) + offset,
      mix: (c) => scaled(jitter(random, saturated(c, 1.15), 0.1), light),
      opacity: 0.92,
    });
  }
  return canvas;
};

/** Long strokes along whirls, in blues and yellows. */
const swirls: Manner = (seen, random) => {
  const { size } = seen;
  const canvas = createCanvas(size, hsv(0.6, 0.6, 0.35));
  const field = noiseField(random, size, size * random.uniform(0.28, 0.4));
  // Along the lines of equal height of a random field: round its hills.
  const turn = (x: number, y: number) => {
    const gx = fieldAt(field, size, x + 1, y) - fieldAt(field, size, x - 1, y);
    const gy = fieldAt(field, size, x, y + 1) - fieldAt(field, size, x, y - 1);
    return angleOf(-gy, gx);
  };
  for (const width of [0.06, 0.034]) {
    layStrokes(canvas, seen, random, {
      step: size * width * 0.9,
      width: size * width * 0.7,
      half: size * width * 1.8,
      turn,
      mix: (c) =>
        jitter(
          random,
          blend(saturated(c, 1.3), luma(c) > 0.6 ? [0.98, 0.85, 0.35] : [0.12, 0.25, 0.6], 0.32),
          0.12,
        ),
      opacity: 0.9,
    });
  }
  return canvas;
};

/** Thin colour running on white paper, dark where a wash dried. */
const washes: Manner = (seen, random) => {
  const { size } = seen;
  const canvas = blurred(seen, 1, 2);
  const lumps = noiseField(random, size, size * 0.2, 3);
  const speck = grain(random, size);
  const strength = random.uniform(0.45, 0.65);
  const wide = blurred(seen, 3, 1);
  mapColours(canvas, (c, x, y) => {
    const k = y * size + x;
    const edge = Math.abs(luma(c) - luma(colourAt(wide, x, y)));
    const thin = Math.min(strength * (1 + 0.45 * lumps[k]!) + 0.05 * speck[k]!, 1);
    return scaled(blend([0.98, 0.975, 0.96], saturated(c, 1.1), thin), 1 - 0.8 * edge);
  });
  return canvas;
};

/** Two or three flat tones and black outlines, printed from a block. */
const woodcut: Manner = (seen, random) => {
  const canvas = blurred(seen, 1, 1);
  const { size } = canvas;
  const hue = random.uniform();
  const tones: Rgb[] = [
    hsv(hue, 0.25, 0.2),
    hsv(hue + random.pick([0.08, 0.5]), 0.55, 0.62),
    hsv(hue + 0.1, 0.14, 0.93),
  ];
  const low = random.uniform(0.34, 0.44);
  const high = random.uniform(0.6, 0.7);
  const grooves = noiseField(random, size, size * 0.5);
  mapColours(canvas, (c, x, y) => {
    const light = luma(c);
    // The gouge leaves stripes where a tone is in between.
    const stripe = (y + Math.floor(6 * fieldAt(grooves, size, x, y))) % 3 === 0 ? 0.09 : 0;
    return light + stripe > high ? tones[2]! : light + stripe > low ? tones[1]! : tones[0]!;
  });
  outline(canvas, seen, [0.06, 0.05, 0.06], 0.1, 1);
  return canvas;
};

/** Darkens the edges of what was seen. */
function outline(canvas: Canvas, seen: Canvas, ink: Rgb, threshold: number, opacity: number): void {
  mapColours(canvas, (c, x, y) => {
    const dx = luma(colourAt(seen, x + 1, y)) - luma(colourAt(seen, x - 1, y));
    const dy = luma(colourAt(seen, x, y + 1)) - luma(colourAt(seen, x, y - 1));
    return dx * dx + dy * dy > threshold * threshold ? blend(c, ink, opacity) : c;
  });
}

/** The direction of a vector in turns, to a few degrees: no arctangent, whose last bit differs between machines. */
function angleOf(x: number, y: number): number {
  const sum = Math.abs(x) + Math.abs(y);
  if (sum === 0) return 0;
  const quarter = Math.abs(y) / sum / 4;
  const half = x >= 0 ? quarter : 0.5 - quarter;
  return y >= 0 ? half : -half;
}

/** Eight painters by their manner. */
export const manners: Readonly<Record<string, Manner>> = {
  dots,
  glazes,
  hatching,
  impasto,
  mosaic,
  swirls,
  washes,
  woodcut,
};
