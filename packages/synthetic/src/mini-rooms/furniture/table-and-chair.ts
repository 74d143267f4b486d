import type { RandomStream } from '@ftn/random';
import { box, ellipsoid, frustum, type Part, turned } from '../geometry/part.js';
import type { Material } from '../textures/material.js';
import { cloth, furnitureFinish, metal, wood } from './finishes.js';
import type { Piece } from './piece.js';

/** Four legs under a rectangle, round or square. */
function legs(w: number, d: number, height: number, thick: number, finish: Material, round: boolean): Part[] {
  const out: Part[] = [];
  for (const x of [-w / 2 + thick, w / 2 - thick]) {
    for (const z of [-d / 2 + thick, d / 2 - thick]) {
      out.push(
        round
          ? frustum([x, 0, z], thick * 0.4, thick * 0.6, height, finish)
          : box([x - thick / 2, 0, z - thick / 2], [thick, height, thick], finish),
      );
    }
  }
  return out;
}

/** A table: a board on four legs, or a round one on a foot; `low` for one before a sofa. */
export function table(random: RandomStream, low = false): Piece {
  const height = low ? random.uniform(0.36, 0.46) : random.uniform(0.7, 0.78);
  const finish = furnitureFinish(random);
  const support = random.chance(0.7) ? finish : metal(random);
  if (random.chance(0.25)) {
    const radius = low ? random.uniform(0.32, 0.45) : random.uniform(0.45, 0.62);
    const parts = [
      frustum([0, height - 0.035, 0], radius, radius, 0.035, finish),
      frustum([0, 0.03, 0], 0.05, 0.04, height - 0.065, support),
      frustum([0, 0, 0], radius * 0.55, radius * 0.5, 0.03, support),
    ];
    return { label: 'table', parts, width: 2 * radius, depth: 2 * radius, height };
  }
  const width = low ? random.uniform(0.8, 1.2) : random.uniform(1, 1.7);
  const depth = low ? random.uniform(0.45, 0.65) : random.uniform(0.6, 0.9);
  const parts = [
    box([-width / 2, height - 0.04, -depth / 2], [width, 0.04, depth], finish),
    ...legs(width, depth, height - 0.04, random.uniform(0.05, 0.08), support, random.chance(0.4)),
  ];
  if (random.chance(0.5)) {
    parts.push(
      box([-width / 2 + 0.06, height - 0.13, -depth / 2 + 0.05], [width - 0.12, 0.09, depth - 0.1], finish),
    );
  }
  return { label: 'table', parts, width, depth, height };
}

/** A chair with a slightly reclined back, or an armchair's cushioned cousin, or a stool. */
export function chair(random: RandomStream): Piece {
  const seat = random.uniform(0.43, 0.48);
  const [width, depth] = [random.uniform(0.4, 0.48), random.uniform(0.4, 0.47)];
  const frame = random.chance(0.7) ? wood(random) : metal(random);
  const cushion = random.chance(0.5) ? cloth(random) : frame;
  const parts = [
    box([-width / 2, seat - 0.05, -depth / 2], [width, 0.05, depth], cushion),
    ...legs(width, depth, seat - 0.05, 0.045, frame, random.chance(0.4)),
  ];
  if (random.chance(0.12)) return { label: 'chair', parts, width, depth, height: seat };
  const height = random.uniform(0.82, 1.05);
  const recline = random.uniform(0.005, 0.035);
  const rise = height - seat;
  if (random.chance(0.45)) {
    const back = box(
      [-width / 2, seat + 0.08, -depth / 2 - 0.02],
      [width, rise - 0.08, 0.035],
      random.chance(0.5) ? cushion : frame,
    );
    parts.push(turned(back, 0, -recline));
  } else {
    for (const y of [0.35, 0.85]) {
      parts.push(box([-width / 2, seat + rise * y - 0.05, -depth / 2], [width, 0.1, 0.03], frame));
    }
  }
  for (const x of [-width / 2, width / 2 - 0.04])
    parts.push(box([x, seat, -depth / 2], [0.04, rise, 0.04], frame));
  return { label: 'chair', parts, width, depth, height };
}

/** An upholstered chair on castors, as at a desk. */
export function officeChair(random: RandomStream): Piece {
  const fabric = cloth(random, [0.12, 0.6]);
  const frame = metal(random);
  const parts: Part[] = [
    ellipsoid([0, 0.48, 0], [0.25, 0.06, 0.25], fabric),
    turned(ellipsoid([0, 0.82, -0.22], [0.23, 0.3, 0.05], fabric), 0, -0.02),
    frustum([0, 0.08, 0], 0.03, 0.025, 0.36, frame),
    box([-0.03, 0.42, -0.25], [0.06, 0.2, 0.03], frame),
  ];
  for (let i = 0; i < 3; i++)
    parts.push(turned(box([-0.28, 0.04, -0.025], [0.56, 0.05, 0.05], frame), i / 6, 0));
  return { label: 'chair', parts, width: 0.56, depth: 0.56, height: 1.1 };
}
