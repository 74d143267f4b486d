import { cosine, sine } from './trigonometry.js';

/** A chain of points, flat: x0, y0, x1, y1 … (y grows downwards). */
export type Path = readonly number[];

/** A chain of points given as pairs. */
export function path(...points: readonly (readonly [x: number, y: number])[]): number[] {
  return points.flat();
}

/** A polygon of `n` points on an ellipse, from angle `from` to `to` in turns (0 = right, 0.25 = down). */
export function ellipse(cx: number, cy: number, rx: number, ry: number, from = 0, to = 1, n = 24): number[] {
  const points: number[] = [];
  const open = to - from < 1;
  for (let i = 0; i < n + (open ? 1 : 0); i++) {
    const turn = from + ((to - from) * i) / n;
    points.push(cx + rx * cosine(turn), cy + ry * sine(turn));
  }
  return points;
}

/** A rectangle by two corners. */
export function rectangle(x0: number, y0: number, x1: number, y1: number): number[] {
  return [x0, y0, x1, y0, x1, y1, x0, y1];
}

/** A rectangle with corners rounded by `radius`. */
export function roundedRectangle(x0: number, y0: number, x1: number, y1: number, radius: number): number[] {
  const r = Math.min(radius, (x1 - x0) / 2, (y1 - y0) / 2);
  return [
    ...ellipse(x1 - r, y0 + r, r, r, -0.25, 0, 4),
    ...ellipse(x1 - r, y1 - r, r, r, 0, 0.25, 4),
    ...ellipse(x0 + r, y1 - r, r, r, 0.25, 0.5, 4),
    ...ellipse(x0 + r, y0 + r, r, r, 0.5, 0.75, 4),
  ];
}

/** A smooth curve through the points (Catmull–Rom), `steps` pieces a span. */
export function smooth(points: Path, closed = true, steps = 5): number[] {
  const n = points.length / 2;
  const at = (i: number, axis: number) => {
    const k = closed ? (i + n) % n : Math.min(Math.max(i, 0), n - 1);
    return points[2 * k + axis]!;
  };
  const curve: number[] = [];
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    for (let s = 0; s < steps; s++) {
      const t = s / steps;
      for (let axis = 0; axis < 2; axis++) {
        const [a, b, c, d] = [at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis)];
        curve.push(b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))));
      }
    }
  }
  if (!closed) curve.push(points[2 * n - 2]!, points[2 * n - 1]!);
  return curve;
}

/** Every point twice: `smooth` then passes it as a slightly rounded corner instead of a bow. */
export function cornered(points: Path): number[] {
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    out.push(points[i]!, points[i + 1]!, points[i]!, points[i + 1]!);
  }
  return out;
}

/** Closes the right half of an outline (top to bottom) with its mirror image about x = `axis`. */
export function mirrored(half: Path, axis = 0): number[] {
  const whole = [...half];
  for (let i = half.length - 2; i >= 0; i -= 2) {
    const x = half[i]!;
    if (Math.abs(x - axis) > 1e-9) whole.push(2 * axis - x, half[i + 1]!);
  }
  return whole;
}

/** The outline of a thick open line; its width may taper from `width` to `end`. */
export function band(points: Path, width: number, end = width): number[] {
  const n = points.length / 2;
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0; i < n; i++) {
    const before = Math.max(i - 1, 0);
    const after = Math.min(i + 1, n - 1);
    const dx = points[2 * after]! - points[2 * before]!;
    const dy = points[2 * after + 1]! - points[2 * before + 1]!;
    const half = (width + ((end - width) * i) / Math.max(n - 1, 1)) / 2;
    const scale = half / Math.max(Math.sqrt(dx * dx + dy * dy), 1e-9);
    left.push(points[2 * i]! - dy * scale, points[2 * i + 1]! + dx * scale);
    right.unshift(points[2 * i]! + dy * scale, points[2 * i + 1]! - dx * scale);
  }
  return [...left, ...right];
}

/** Moves, turns (in turns) and stretches a path about the origin, then shifts it. */
export function placed(points: Path, x: number, y: number, turn = 0, sx = 1, sy = sx): number[] {
  const c = cosine(turn);
  const s = sine(turn);
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const px = points[i]! * sx;
    const py = points[i + 1]! * sy;
    out.push(x + px * c - py * s, y + px * s + py * c);
  }
  return out;
}

/** Twice the signed area of a closed path: positive where it runs clockwise on the screen. */
export function signedArea(points: Path): number {
  let sum = 0;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    sum += points[j]! * points[i + 1]! - points[i]! * points[j + 1]!;
  }
  return sum;
}
