import type { RandomStream } from '@ftn/random';
import { box, ellipsoid, frustum, type Part, turned } from '../geometry/part.js';
import { cloth, wood } from './finishes.js';
import type { Piece } from './piece.js';

/** A sofa of one to three seats with arms, back and a few cushions. */
export function sofa(random: RandomStream): Piece {
  const seats = random.pick([1, 2, 2, 3, 3]);
  const fabric = cloth(random, [0.2, 0.8]);
  const arm = random.uniform(0.14, 0.24);
  const seat = random.uniform(0.55, 0.68);
  const width = seats * seat + 2 * arm;
  const depth = random.uniform(0.8, 0.95);
  const height = random.uniform(0.72, 0.9);
  const base = random.uniform(0.36, 0.42);
  const back = 0.2;
  const front = depth / 2;
  const parts: Part[] = [
    box([-width / 2, 0.08, -front], [width, base - 0.18, depth], fabric),
    box([-width / 2, 0.08, -front], [width, height - 0.08, back], fabric),
  ];
  const armHeight = random.uniform(0.52, 0.62);
  for (const x of [-width / 2, width / 2 - arm]) {
    parts.push(box([x, 0.08, -front], [arm, armHeight - 0.08, depth], fabric));
  }
  for (let i = 0; i < seats; i++) {
    const x = -width / 2 + arm + i * seat;
    parts.push(
      box([x + 0.008, base - 0.1, -front + back], [seat - 0.016, 0.12, depth - back + 0.02], fabric),
    );
    const rest = box(
      [x + 0.015, base + 0.02, -front + back - 0.02],
      [seat - 0.03, height - base - 0.02, 0.15],
      fabric,
    );
    parts.push(turned(rest, 0, -0.025));
  }
  const pillows = random.integer(3);
  const other = cloth(random);
  for (let i = 0; i < pillows; i++) {
    const x = (i === 0 ? -1 : 1) * (width / 2 - arm - 0.2);
    const pillow = ellipsoid([x, base + 0.19, -front + back + 0.22], [0.21, 0.2, 0.09], other);
    parts.push(turned(pillow, random.uniform(-0.05, 0.05), -0.04));
  }
  for (const x of [-width / 2 + 0.08, width / 2 - 0.08]) {
    for (const z of [-front + 0.08, front - 0.08])
      parts.push(frustum([x, 0, z], 0.025, 0.025, 0.08, wood(random)));
  }
  return { label: 'sofa', parts, width, depth, height };
}

/** A bed, its head at the wall (−z), with pillows and a blanket. */
export function bed(random: RandomStream): Piece {
  const wide = random.chance(0.6);
  const width = wide ? random.uniform(1.4, 1.8) : random.uniform(0.9, 1.05);
  const depth = random.uniform(1.95, 2.1);
  const frame = wood(random);
  const sheet = cloth(random, [0.8, 0.97]);
  const blanket = cloth(random);
  const top = random.uniform(0.45, 0.56);
  const back = -depth / 2;
  const parts: Part[] = [
    box([-width / 2, 0.14, back], [width, 0.16, depth], frame),
    box([-width / 2 + 0.03, 0.3, back + 0.05], [width - 0.06, top - 0.3, depth - 0.08], sheet),
    box([-width / 2 + 0.01, 0.26, back + 0.72], [width - 0.02, top - 0.22, depth - 0.73], blanket),
  ];
  const head = random.uniform(0.75, 1.1);
  parts.push(box([-width / 2, 0, back], [width, head, 0.06], random.chance(0.7) ? frame : cloth(random)));
  for (const x of [-width / 2 + 0.04, width / 2 - 0.1])
    parts.push(box([x, 0, -back - 0.1], [0.06, 0.14, 0.06], frame));
  const pillow = random.chance(0.5) ? sheet : cloth(random, [0.7, 0.95]);
  for (const x of wide ? [-width / 4, width / 4] : [0]) {
    const shape = ellipsoid([x, top + 0.07, back + 0.33], [Math.min(width / 4.4, 0.34), 0.09, 0.22], pillow);
    parts.push(turned(shape, random.uniform(-0.02, 0.02), 0.03));
  }
  return { label: 'bed', parts, width, depth, height: head };
}
