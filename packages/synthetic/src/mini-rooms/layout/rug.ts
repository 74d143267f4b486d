import type { RandomStream } from '@ftn/random';
import { hsv } from '../../raster/colour.js';
import { patternSeed } from '../furniture/finishes.js';
import { box, frustum } from '../geometry/part.js';
import { placeThing, type Stand, type Thing } from '../geometry/thing.js';
import { material } from '../textures/material.js';
import type { FreeSpace } from './free-space.js';

/** A rug under something, no larger than the room lets it be. */
export function rug(
  random: RandomStream,
  space: FreeSpace,
  under: Stand,
  width: number,
  depth: number,
): Thing {
  const hue = random.uniform();
  const pattern = random.pick(['bordered', 'bordered', 'stripes', 'checks', 'woven'] as const);
  const skin = material(pattern, hsv(hue, random.uniform(0.2, 0.75), random.uniform(0.35, 0.85)), {
    second: hsv(hue + random.pick([0.08, 0.45, 0.5]), random.uniform(0.1, 0.6), random.uniform(0.25, 0.95)),
    period: pattern === 'woven' ? 0.015 : random.uniform(0.1, 0.22),
    seed: patternSeed(random),
  });
  // Half the smallest distance to a wall, so that no corner runs through it whatever the turn.
  const reach = Math.min(under.x, space.width - under.x, under.z, space.depth - under.z) - 0.02;
  const k = Math.min(1, (2 * Math.max(reach, 0.3)) / Math.sqrt(width * width + depth * depth));
  const square = Math.abs(under.yaw * 4 - Math.round(under.yaw * 4)) < 1e-9;
  const [w, d] = square ? fitted(space, under, width, depth) : [width * k, depth * k];
  const parts = random.chance(0.15)
    ? [frustum([0, 0, 0], Math.min(w, d) / 2, Math.min(w, d) / 2, 0.012, skin)]
    : [box([-w / 2, 0, -d / 2], [w, 0.012, d], skin)];
  return placeThing('rug', parts, { ...under, y: 0 }, false);
}

/** The size of a rug that lies straight, cut where it would meet a wall. */
function fitted(space: FreeSpace, under: Stand, width: number, depth: number): [number, number] {
  const across = Math.round(under.yaw * 4) % 2 !== 0;
  const x = 2 * (Math.min(under.x, space.width - under.x) - 0.02);
  const z = 2 * (Math.min(under.z, space.depth - under.z) - 0.02);
  return [Math.min(width, across ? z : x), Math.min(depth, across ? x : z)];
}
