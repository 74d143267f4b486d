import type { RandomStream } from '@ftn/random';
import type { Part, Tone } from '../../raster/figure.js';
import { ellipse, type Path, path, placed, smooth } from '../../raster/path.js';

/** A petal's outline: its foot in the origin, its tip on the x axis. */
export type Petal = (long: number, broad: number) => Path;

export const round: Petal = (long, broad) => ellipse(long / 2, 0, long / 2, broad / 2, 0, 1, 14);

export const pointed: Petal = (long, broad) =>
  smooth(path([0, 0], [long * 0.4, -broad / 2], [long, 0], [long, 0], [long * 0.4, broad / 2]), true, 4);

/** Broadest near its tip. */
export const fan: Petal = (long, broad) =>
  smooth(
    path(
      [0, 0],
      [long * 0.45, -broad * 0.36],
      [long * 0.88, -broad * 0.5],
      [long, 0],
      [long * 0.88, broad * 0.5],
      [long * 0.45, broad * 0.36],
    ),
    true,
    4,
  );

/** Cut in at the tip, like a heart. */
export const notched: Petal = (long, broad) =>
  smooth(
    path(
      [0, 0],
      [long * 0.5, -broad * 0.42],
      [long * 0.92, -broad * 0.42],
      [long, -broad * 0.18],
      [long * 0.8, 0],
      [long, broad * 0.18],
      [long * 0.92, broad * 0.42],
      [long * 0.5, broad * 0.42],
    ),
    true,
    4,
  );

/** A fringed tip. */
export const fringed: Petal = (long, broad) => {
  const teeth: [number, number][] = [];
  for (let i = 0; i <= 8; i++) teeth.push([long * (i % 2 ? 0.82 : 1), (i / 8 - 0.5) * broad]);
  return path([0, -broad * 0.06], ...teeth, [0, broad * 0.06]);
};

/** A ring of petals around a centre, the first at `start` (in turns), each a little different. */
export function ring(
  random: RandomStream,
  options: {
    readonly n: number;
    readonly petal: Petal;
    readonly long: number;
    readonly broad: number;
    readonly start: number;
    readonly tone?: Tone;
    /** Where the petals' feet stand. */
    readonly inner?: number;
    readonly centre?: readonly [number, number];
    /** A crease along each petal. */
    readonly crease?: boolean;
  },
): Part[] {
  const { n, petal, long, broad, start, tone = 'body', inner = 0, centre = [0, 0], crease = false } = options;
  return Array.from({ length: n }, (_, i) => {
    const turn = start + (i + random.uniform(-0.1, 0.1)) / n;
    const length = long * random.uniform(0.92, 1.06);
    const put = (shape: Path) =>
      placed(
        shape.map((v, k) => (k % 2 ? v : v + inner)),
        centre[0],
        centre[1],
        turn,
      );
    return {
      outline: put(petal(length, broad * random.uniform(0.93, 1.07))),
      tone,
      ...(crease ? { lines: [put([length * 0.15, 0, length * 0.8, 0])] } : {}),
    };
  });
}

/** Small discs in a ring: anthers, seeds, spots. */
export function dots(
  random: RandomStream,
  n: number,
  reach: number,
  radius: number,
  tone: Tone,
  centre: readonly [number, number] = [0, 0],
): Part[] {
  const dot = ellipse(0, 0, radius, radius, 0, 1, 8);
  return Array.from({ length: n }, (_, i) => {
    const foot: Path = placed(
      [reach * random.uniform(0.85, 1.1), 0],
      centre[0],
      centre[1],
      i / n + random.uniform(0, 0.03),
    );
    return { outline: placed(dot, foot[0]!, foot[1]!), tone };
  });
}

export const disc = (radius: number, tone: Tone, centre: readonly [number, number] = [0, 0]): Part => ({
  outline: ellipse(centre[0], centre[1], radius, radius, 0, 1, 18),
  tone,
});
