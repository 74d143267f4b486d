import type { RandomStream } from '@ftn/random';
import { type Path, signedArea } from './path.js';
import { cosine, sine } from './trigonometry.js';

/** Which of an object's colours a part wears. */
export type Tone = 'body' | 'second' | 'accent' | 'dark' | 'light';

/** One surface of an object: a closed outline, back to front in its figure. */
export interface Part {
  readonly outline: Path;
  readonly tone: Tone;
  readonly holes?: readonly Path[];
  /** Creases and marks drawn on the part. */
  readonly lines?: readonly Path[];
  /** A detail that a hasty drawing leaves out. */
  readonly minor?: boolean;
}

/** An object as drawn by its class: parts in a box of about −1 … 1, before any style. */
export type Figure = readonly Part[];

/** A class of objects. */
export interface ObjectClass {
  readonly name: string;
  /** The most it leans to either side, in turns. */
  readonly lean: number;
  /** Natural hues (in turns), saturations and values of body, second and accent. */
  readonly palettes: readonly (readonly [Hsv, Hsv, Hsv])[];
  /** Draws one object with proportions of its own. */
  draw(random: RandomStream): Figure;
}

/** Hue, saturation and value, each in [0, 1]. */
export type Hsv = readonly [hue: number, saturation: number, value: number];

/** Where and how an object stands on the canvas. */
export interface Pose {
  /** Its centre and half-extent as fractions of the canvas. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Turn (in turns), narrowing, shear and mirror image. */
  readonly turn: number;
  readonly aspect: number;
  readonly shear: number;
  readonly mirror: boolean;
  /** Strength and phase of a slow bend that no straight line survives. */
  readonly bend: number;
  readonly phase: number;
}

/** A random pose; `scale` is its range of half-extents, `wander` the room its centre has. */
export function randomPose(
  random: RandomStream,
  lean: number,
  scale: readonly [number, number],
  wander: number,
  bend = 0.04,
): Pose {
  return {
    x: 0.5 + random.uniform(-wander, wander),
    y: 0.5 + random.uniform(-wander, wander),
    scale: random.uniform(scale[0], scale[1]),
    turn: random.uniform(-lean, lean),
    aspect: random.uniform(0.82, 1.2),
    shear: random.uniform(-0.16, 0.16),
    mirror: random.chance(0.5),
    bend: random.uniform(0, bend),
    phase: random.uniform(),
  };
}

/** Puts a figure on a canvas of `size` pixels. */
export function poseFigure(figure: Figure, pose: Pose, size: number): Figure {
  const place = (path: Path) => posePath(path, pose, size);
  return figure.map((part) => ({
    ...part,
    outline: place(part.outline),
    ...(part.holes ? { holes: part.holes.map(place) } : {}),
    ...(part.lines ? { lines: part.lines.map(place) } : {}),
  }));
}

function posePath(path: Path, pose: Pose, size: number): number[] {
  const c = cosine(pose.turn);
  const s = sine(pose.turn);
  const unit = pose.scale * size;
  const out: number[] = [];
  for (let i = 0; i < path.length; i += 2) {
    const x0 = path[i]! * (pose.mirror ? -1 : 1);
    const y0 = path[i + 1]!;
    const x = (x0 + pose.shear * y0 + pose.bend * sine(y0 * 0.45 + pose.phase)) * pose.aspect;
    const y = (y0 + pose.bend * sine(x0 * 0.45 + pose.phase + 0.3)) / pose.aspect;
    out.push(pose.x * size + unit * (x * c - y * s), pose.y * size + unit * (x * s + y * c));
  }
  return out;
}

/** The area of a part in square pixels, holes not counted. */
export function areaOf(part: Part): number {
  return Math.abs(signedArea(part.outline)) / 2;
}
