import type { RandomStream } from '@ftn/random';
import { hsv } from '../../raster/colour.js';
import { box, ellipsoid, type Part } from '../geometry/part.js';
import { material } from '../textures/material.js';
import { cloth, metal, patternSeed, wood } from './finishes.js';
import type { Piece } from './piece.js';

/** Four strips around a rectangle that stands on y = 0 with its back on z = 0. */
function frame(
  width: number,
  height: number,
  strip: number,
  depth: number,
  finish: ReturnType<typeof wood>,
): Part[] {
  const [x, w] = [-width / 2, width];
  return [
    box([x, 0, 0], [w, strip, depth], finish),
    box([x, height - strip, 0], [w, strip, depth], finish),
    box([x, strip, 0], [strip, height - 2 * strip, depth], finish),
    box([x + w - strip, strip, 0], [strip, height - 2 * strip, depth], finish),
  ];
}

/** A framed picture; its back on z = 0, as every piece that hangs. */
export function picture(random: RandomStream): Piece {
  const [width, height] = [random.uniform(0.35, 1.1), random.uniform(0.35, 0.85)];
  const strip = random.uniform(0.025, 0.06);
  const edge = random.chance(0.6) ? wood(random) : metal(random);
  const canvas = material(
    'painting',
    hsv(random.uniform(), random.uniform(0.3, 0.8), random.uniform(0.35, 0.9)),
    {
      second: hsv(random.uniform(), random.uniform(0.1, 0.6), random.uniform(0.6, 0.98)),
      seed: patternSeed(random),
    },
  );
  const parts = [
    ...frame(width, height, strip, 0.035, edge),
    box([-width / 2 + strip, strip, 0], [width - 2 * strip, height - 2 * strip, 0.02], canvas),
  ];
  return { label: 'picture', parts, width, depth: 0.035, height };
}

/** A window with its cross-bars, sill and perhaps curtains; the view gives light. */
export function window(random: RandomStream, daylight: number): Piece {
  const width = random.uniform(0.9, 1.9);
  const height = random.uniform(1, 1.4);
  const finish = material('plain', random.chance(0.75) ? [0.93, 0.93, 0.92] : hsv(0.08, 0.5, 0.45), {
    gloss: 0.2,
  });
  const view = material('view', hsv(random.uniform(0, 0.12), random.uniform(0.15, 0.5), 0.75), {
    seed: patternSeed(random),
    glow: daylight,
  });
  const parts: Part[] = [
    ...frame(width, height, 0.06, 0.07, finish),
    box([-width / 2 + 0.06, 0.06, 0], [width - 0.12, height - 0.12, 0.015], view),
    box([-width / 2 - 0.05, -0.05, 0], [width + 0.1, 0.05, 0.16], finish),
  ];
  const bars = width > 1.2 ? 2 : 1;
  for (let i = 1; i <= bars; i++) {
    const x = -width / 2 + (width * i) / (bars + 1);
    parts.push(box([x - 0.02, 0.06, 0], [0.04, height - 0.12, 0.05], finish));
  }
  if (random.chance(0.4)) parts.push(box([-width / 2, height * 0.6, 0], [width, 0.035, 0.05], finish));
  if (random.chance(0.4)) {
    const fabric = cloth(random, [0.45, 0.95]);
    const drape = random.uniform(0.18, 0.3);
    for (const x of [-width / 2 - drape + 0.06, width / 2 - 0.06]) {
      // Folds: five narrow upright bulges.
      for (let i = 0; i < 5; i++) {
        const centre = x + (drape * (i + 0.5)) / 5;
        parts.push(ellipsoid([centre, height / 2 - 0.15, 0.1], [drape / 8, height / 2 + 0.5, 0.05], fabric));
      }
    }
    parts.push(
      box([-width / 2 - drape, height + 0.16, 0.08], [width + 2 * drape, 0.03, 0.03], metal(random)),
    );
  }
  return { label: 'window', parts, width, depth: 0.16, height };
}

/** A door with its frame, panels and knob. */
export function door(random: RandomStream): Piece {
  const width = random.uniform(0.8, 0.95);
  const height = random.uniform(1.98, 2.1);
  const finish = random.chance(0.5)
    ? material('plain', hsv(0.1, random.uniform(0, 0.1), 0.92), { gloss: 0.15 })
    : wood(random);
  const strip = 0.09;
  const parts: Part[] = [
    box([-width / 2, 0, 0], [strip, height, 0.05], finish),
    box([width / 2 - strip, 0, 0], [strip, height, 0.05], finish),
    box([-width / 2 + strip, height - strip, 0], [width - 2 * strip, strip, 0.05], finish),
    box([-width / 2 + strip, 0, 0], [width - 2 * strip, height - strip, 0.02], finish),
  ];
  const rows = random.pick([1, 2, 2, 3]);
  const inner = width - 2 * strip - 0.2;
  const step = (height - strip - 0.12) / rows;
  for (let i = 0; i < rows; i++) {
    parts.push(box([-inner / 2, 0.12 + i * step, 0.02], [inner, step - 0.12, 0.016], finish));
  }
  const side = random.chance(0.5) ? 1 : -1;
  parts.push(ellipsoid([side * (width / 2 - strip - 0.06), 1, 0.055], [0.03, 0.03, 0.035], metal(random)));
  return { label: 'door', parts, width, depth: 0.05, height };
}
