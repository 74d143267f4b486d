import type { RandomStream } from '@ftn/random';
import type { Figure, Part } from '../../raster/figure.js';
import { ellipse, type Path, path, rectangle, roundedRectangle } from '../../raster/path.js';
import type { CarBody, Range } from './bodies.js';

/** One car's own measures; x from the back (0) to the front (`long`), y upwards from the road. */
interface Measures {
  readonly long: number;
  readonly floor: number;
  readonly waist: number;
  readonly roof: number;
  readonly boot: number;
  readonly roofBack: number;
  readonly roofFront: number;
  readonly windscreen: number;
}

/** Draws one car of a kind, facing right. */
export function drawCar(body: CarBody, random: RandomStream): Figure {
  const pick = ([low, high]: Range) => random.uniform(low, high);
  const long = pick(body.length);
  const floor = pick(body.clearance);
  const m: Measures = {
    long,
    floor,
    waist: pick(body.waist),
    roof: pick(body.roof),
    boot: long * pick(body.boot),
    roofBack: long * pick(body.roofBack),
    roofFront: long * pick(body.roofFront),
    windscreen: long * pick(body.windscreen),
  };
  const middle = (m.roof + 0) / 2;
  const put = (points: Path) => points.map((v, i) => (i % 2 ? middle - v : v - long / 2));
  const radius = pick(body.wheel);
  const wheels = [long * random.uniform(0.17, 0.21), long * random.uniform(0.79, 0.83)];
  const parts: Part[] = [
    { outline: put(shell(m, body)), tone: 'body', lines: doors(m, body).map(put) },
    ...windows(m, body).map((outline): Part => ({ outline: put(outline), tone: 'second' })),
    ...extras(m, body, put),
    lamp(put(roundedRectangle(long - 0.09, m.floor + 0.2, long - 0.01, m.floor + 0.3, 0.04)), 'light'),
    lamp(put(roundedRectangle(0.01, m.floor + 0.2, 0.07, m.floor + 0.31, 0.03)), 'accent'),
  ];
  for (const x of wheels) {
    const wheel = (r: number) => put(ellipse(x, radius, r, r, 0, 1, 20));
    parts.push(
      { outline: wheel(radius * 1.12), tone: 'dark' },
      { outline: wheel(radius * 0.55), tone: 'light' },
    );
  }
  return parts;
}

const lamp = (outline: Path, tone: 'light' | 'accent'): Part => ({ outline, tone });

/** The body's outline, cabin and all. */
function shell(m: Measures, body: CarBody): number[] {
  const { long, floor, waist, roof, boot, roofBack, roofFront, windscreen } = m;
  const nose: [number, number][] = [
    [windscreen, waist],
    [long - 0.08, waist - 0.06],
    [long, waist - 0.16],
    [long, floor],
  ];
  const tail: [number, number][] = [
    [0, floor],
    [0, waist - 0.05],
  ];
  const top: [number, number][] = body.open
    ? [
        [boot, waist + 0.02],
        [windscreen - 0.02, waist + 0.01],
      ]
    : [
        [boot, waist],
        [roofBack, roof],
        [roofFront, roof],
      ];
  return bevelled(path(...tail, ...top, ...nose), 0.06);
}

function windows(m: Measures, body: CarBody): number[][] {
  const { waist, roof, boot, roofBack, roofFront, windscreen } = m;
  const high = roof - 0.07;
  const low = waist + 0.03;
  const t = (high - low) / (roof - waist);
  const back = boot + (roofBack - boot) * t;
  const front = windscreen + (roofFront - windscreen) * t;
  if (body.open) {
    return [
      path(
        [windscreen - 0.04, waist],
        [windscreen, waist],
        [roofFront + 0.03, roof],
        [roofFront - 0.02, roof],
      ),
    ];
  }
  // A closed van has a window for the driver only.
  if (body.windows === 0) {
    const start = windscreen - (windscreen - boot) * 0.27;
    return [path([start, low], [windscreen - 0.07, low], [front - 0.05, high], [start, high])];
  }
  const [left, right] = [boot + 0.07, windscreen - 0.07];
  return Array.from({ length: body.windows }, (_, i) => {
    const share = (k: number, a: number, b: number) => a + ((b - a) * k) / body.windows;
    const gap = 0.025;
    const upper = [
      share(i, back + 0.05, front - 0.05) + gap,
      share(i + 1, back + 0.05, front - 0.05) - gap,
    ] as const;
    const lower = [share(i, left, right) + gap, share(i + 1, left, right) - gap] as const;
    return path([lower[0], low], [lower[1], low], [upper[1], high], [upper[0], high]);
  });
}

/** Where the doors close. */
function doors(m: Measures, body: CarBody): number[][] {
  const cuts = Math.max(1, Math.min(body.windows, 3));
  return Array.from({ length: cuts }, (_, i) => {
    const x = m.boot + ((m.windscreen - m.boot) * (i + 0.9)) / (cuts + 0.2);
    return [x, m.floor + 0.06, x, m.waist];
  });
}

function extras(m: Measures, body: CarBody, put: (points: Path) => number[]): Part[] {
  const { waist, roof, roofBack, roofFront, boot, windscreen } = m;
  const parts: Part[] = [];
  if (body.bed)
    parts.push({ outline: put(rectangle(0.05, waist - 0.06, boot - 0.05, waist - 0.02)), tone: 'dark' });
  if (body.rails) {
    parts.push({
      outline: put(rectangle(roofBack + 0.08, roof + 0.015, roofFront - 0.06, roof + 0.05)),
      tone: 'dark',
    });
  }
  if (body.open) {
    for (const x of [windscreen - 0.3, windscreen - 0.52]) {
      parts.push({
        outline: put(roundedRectangle(x, waist - 0.02, x + 0.1, waist + 0.17, 0.05)),
        tone: 'dark',
      });
    }
  }
  return parts;
}

/** A polygon with its corners cut off, at most `cut` from each. */
function bevelled(points: Path, cut: number): number[] {
  const n = points.length / 2;
  const out: number[] = [];
  for (let i = 0; i < n; i++) {
    const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
    for (const j of [(i + n - 1) % n, (i + 1) % n]) {
      const [dx, dy] = [points[2 * j]! - x, points[2 * j + 1]! - y];
      const t = Math.min(cut / Math.max(Math.sqrt(dx * dx + dy * dy), 1e-9), 0.4);
      out.push(x + t * dx, y + t * dy);
    }
  }
  return out;
}
