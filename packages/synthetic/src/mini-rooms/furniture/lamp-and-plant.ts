import type { RandomStream } from '@ftn/random';
import { hsv } from '../../raster/colour.js';
import { ellipsoid, frustum, type Part, turned } from '../geometry/part.js';
import { material } from '../textures/material.js';
import { metal, patternSeed, wood } from './finishes.js';
import type { Piece } from './piece.js';

/** A shade lit from inside. */
function shade(random: RandomStream, glow: number) {
  const colour = hsv(random.uniform(0.06, 0.16), random.uniform(0.05, 0.35), random.uniform(0.85, 0.98));
  return material('plain', colour, { glow });
}

/** A lamp to stand on the floor or, small, on a table. */
export function lamp(random: RandomStream, small = false): Piece {
  const height = small ? random.uniform(0.38, 0.55) : random.uniform(1.4, 1.75);
  const radius = small ? random.uniform(0.11, 0.16) : random.uniform(0.18, 0.26);
  const cover = radius * random.uniform(1, 1.4);
  const foot = random.chance(0.5) ? metal(random) : wood(random);
  const lit = shade(random, random.uniform(0.25, 0.9));
  const parts: Part[] = [
    frustum([0, 0, 0], radius * 0.7, radius * 0.6, 0.03, foot),
    frustum([0, height - cover, 0], radius, radius * random.uniform(0.55, 0.9), cover, lit),
  ];
  parts.push(
    small && random.chance(0.6)
      ? ellipsoid(
          [0, (height - cover) / 2 + 0.01, 0],
          [radius * 0.6, (height - cover) / 2, radius * 0.6],
          foot,
        )
      : frustum([0, 0.03, 0], 0.016, 0.016, height - cover, foot),
  );
  return { label: 'lamp', parts, width: 2 * radius, depth: 2 * radius, height };
}

/** A lamp that hangs `drop` metres below the ceiling; its frame's origin is on the ceiling. */
export function pendant(random: RandomStream, drop: number): Piece {
  const radius = random.uniform(0.16, 0.3);
  const lit = shade(random, random.uniform(0.6, 1.2));
  const body = random.chance(0.5)
    ? ellipsoid([0, -drop, 0], [radius, radius * 0.8, radius], lit)
    : frustum([0, -drop - 0.1, 0], radius, radius * random.uniform(0.3, 0.6), 0.22, lit);
  const cord = frustum([0, -drop, 0], 0.012, 0.012, drop, metal(random));
  return { label: 'lamp', parts: [body, cord], width: 2 * radius, depth: 2 * radius, height: drop };
}

/** A pot with leaves: broad ones on stems or a bush. */
export function plant(random: RandomStream, small = false): Piece {
  const size = small ? random.uniform(0.5, 0.7) : random.uniform(0.8, 1.35);
  const pot = material('plain', random.chance(0.5) ? hsv(0.05, 0.6, 0.65) : hsv(random.uniform(), 0.1, 0.9), {
    gloss: 0.15,
  });
  const soil = material('mottled', [0.2, 0.14, 0.1], { period: 0.02 });
  const stem = material('plain', hsv(0.22, 0.5, 0.35));
  const leaf = material(
    'mottled',
    hsv(random.uniform(0.24, 0.38), random.uniform(0.4, 0.75), random.uniform(0.3, 0.6)),
    {
      period: 0.06,
      seed: patternSeed(random),
      gloss: 0.15,
    },
  );
  const radius = 0.16 * size + 0.04;
  const tall = radius * random.uniform(1.2, 1.9);
  const parts: Part[] = [
    frustum([0, 0, 0], radius * 0.72, radius, tall, pot),
    frustum([0, tall - 0.01, 0], radius * 0.9, radius * 0.9, 0.015, soil),
    frustum([0, tall, 0], 0.015, 0.01, size * 0.6, stem),
  ];
  const leaves = 12 + random.integer(9);
  const crown = size - tall;
  const spread = random.uniform(0.22, 0.34) * size;
  const broad = random.uniform(0.35, 0.55);
  for (let i = 0; i < leaves; i++) {
    const up = (i + random.uniform(0.2, 0.8)) / leaves;
    // Golden-angle turns spread the leaves evenly around the stem.
    const yaw = i * 0.381966 + random.uniform(-0.04, 0.04);
    const length = (0.16 + 0.1 * random.uniform()) * size * (1.1 - 0.5 * up);
    const shape = ellipsoid([0, 0, 0], [length * broad, 0.012, length], leaf);
    const leafPart = turned(shape, yaw, -(0.02 + 0.16 * up));
    const r = leafPart.rotation!;
    const out = spread * (1.05 - 0.55 * up);
    // The leaf's own z axis, laid flat, is where it grows to.
    parts.push({ ...leafPart, cx: r[6]! * out, cy: tall + crown * (0.25 + 0.7 * up), cz: r[8]! * out });
  }
  return { label: 'plant', parts, width: 2 * radius, depth: 2 * radius, height: size };
}
