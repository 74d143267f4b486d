import type { RandomStream } from '@ftn/random';
import { hsv } from '../../raster/colour.js';
import { box, type Part, turned } from '../geometry/part.js';
import { material } from '../textures/material.js';
import { furnitureFinish, metal, patternSeed } from './finishes.js';
import type { Piece } from './piece.js';

/** Open shelves with rows of books. */
export function bookshelf(random: RandomStream): Piece {
  const width = random.uniform(0.7, 1.2);
  const depth = random.uniform(0.28, 0.36);
  const height = random.uniform(1.3, 2.1);
  const finish = furnitureFinish(random);
  const floors = Math.max(3, Math.floor(height / random.uniform(0.34, 0.42)));
  const step = height / floors;
  const parts: Part[] = [
    box([-width / 2, 0, -depth / 2], [width, height, 0.015], finish),
    box([-width / 2, 0, -depth / 2], [0.025, height, depth], finish),
    box([width / 2 - 0.025, 0, -depth / 2], [0.025, height, depth], finish),
  ];
  for (let i = 0; i <= floors; i++) {
    const y = Math.min(i * step, height - 0.025);
    parts.push(box([-width / 2 + 0.02, y, -depth / 2], [width - 0.04, 0.025, depth], finish));
    if (i === floors) break;
    let x = -width / 2 + 0.03;
    while (x < width / 2 - 0.15) {
      const run = Math.min(random.uniform(0.15, 0.45), width / 2 - 0.03 - x);
      const tall = step * random.uniform(0.55, 0.85);
      const books = material('books', hsv(random.uniform(), random.uniform(0.1, 0.5), 0.8), {
        period: random.uniform(0.028, 0.05),
        seed: patternSeed(random),
      });
      if (random.chance(0.85))
        parts.push(
          box(
            [x, y + 0.025, -depth / 2 + 0.015],
            [run - 0.01, tall - 0.025, depth * random.uniform(0.6, 0.85)],
            books,
          ),
        );
      x += run;
    }
  }
  return { label: 'bookshelf', parts, width, depth, height };
}

/** A chest of drawers, a sideboard or a wardrobe: a body with fronts and handles. */
export function cabinet(random: RandomStream, kind: 'chest' | 'wardrobe' | 'bedside'): Piece {
  const width =
    kind === 'bedside'
      ? random.uniform(0.4, 0.5)
      : kind === 'chest'
        ? random.uniform(0.8, 1.5)
        : random.uniform(0.9, 1.4);
  const height =
    kind === 'bedside'
      ? random.uniform(0.45, 0.6)
      : kind === 'chest'
        ? random.uniform(0.7, 0.95)
        : random.uniform(1.8, 2.15);
  const depth = kind === 'bedside' ? 0.4 : random.uniform(0.42, 0.58);
  const finish = furnitureFinish(random);
  const fronts = random.chance(0.6) ? finish : furnitureFinish(random);
  const handle = metal(random);
  const front = depth / 2 - 0.02;
  const parts: Part[] = [
    box([-width / 2, 0.06, -depth / 2], [width, height - 0.06, depth - 0.02], finish),
    box([-width / 2 + 0.03, 0, -depth / 2], [width - 0.06, 0.06, depth - 0.06], finish),
  ];
  const columns = kind === 'bedside' ? 1 : Math.max(1, Math.round(width / 0.55));
  const rows = kind === 'wardrobe' ? 1 : random.pick([2, 3, 3, 4]);
  const [w, h] = [width / columns, (height - 0.1) / rows];
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) {
      const [x, y] = [-width / 2 + i * w, 0.08 + j * h];
      parts.push(box([x + 0.012, y + 0.012, front], [w - 0.024, h - 0.024, 0.02], fronts));
      parts.push(
        kind === 'wardrobe'
          ? box(
              [x + (i % 2 === 0 ? w - 0.07 : 0.05), height / 2 - 0.1, front + 0.02],
              [0.02, 0.2, 0.025],
              handle,
            )
          : box([x + w / 2 - 0.06, y + h / 2 - 0.01, front + 0.02], [0.12, 0.018, 0.025], handle),
      );
    }
  }
  return { label: 'cabinet', parts, width, depth, height };
}

/** A cardboard or plastic box, some with a second on top. */
export function boxes(random: RandomStream, small = false): Piece {
  const size = () => (small ? random.uniform(0.12, 0.26) : random.uniform(0.28, 0.55));
  const [width, depth] = [size(), size()];
  const height = size() * 0.8;
  const cardboard = random.chance(0.65);
  const skin = () =>
    cardboard
      ? material('mottled', hsv(0.085, random.uniform(0.35, 0.5), random.uniform(0.6, 0.78)), {
          period: 0.1,
          seed: patternSeed(random),
        })
      : material('plain', hsv(random.uniform(), random.uniform(0.4, 0.8), random.uniform(0.4, 0.9)), {
          gloss: 0.3,
        });
  const lower = skin();
  const tape = material('plain', hsv(0.1, 0.25, 0.88), { gloss: 0.3 });
  const parts = [box([-width / 2, 0, -depth / 2], [width, height, depth], lower)];
  if (cardboard) parts.push(box([-0.025, 0.003, -depth / 2 - 0.002], [0.05, height, depth + 0.004], tape));
  if (small || random.chance(0.6)) return { label: 'box', parts, width, depth, height };
  const [w, h, d] = [
    width * random.uniform(0.5, 0.85),
    height * random.uniform(0.5, 0.9),
    depth * random.uniform(0.5, 0.85),
  ];
  const upper = box([-w / 2, height, -d / 2], [w, h, d], skin());
  parts.push(turned(upper, random.uniform(-0.06, 0.06), 0));
  return { label: 'box', parts, width, depth, height: height + h };
}
