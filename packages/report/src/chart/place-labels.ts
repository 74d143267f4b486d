import { textWidth } from './text-width.js';

/** A point of a chart that wants its name beside it. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** A rectangle in the chart's units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A straight line that labels had better not cover. */
export interface Segment {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

/** Where a label's box lies; `leader` says that it is far enough to need a line to its point. */
export interface PlacedLabel extends Box {
  readonly leader: boolean;
}

const POINT_RADIUS = 6;
const LABEL_GAP = 7;
// From the likeliest to the least: readers look to the right of a point first.
const DIRECTIONS = [
  [1, 0],
  [0, -1],
  [0, 1],
  [-1, 0],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
] as const;
const DISTANCES = [9, 18, 30, 44, 60, 80, 104];
const LEADER_FROM = 18;

/**
 * Finds a place beside each point for its name within `bounds`, clear of the other names, of every point and,
 * where that is cheap, of `lines`: each label in turn takes its cheapest place given the others, until none moves.
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  { size, bounds, lines = [] }: { size: number; bounds: Box; lines?: readonly Segment[] },
): PlacedLabel[] {
  const choices = points.map((point) => candidates(point, size));
  const marks = points.map(({ x, y }) => around(x, y));
  const beads = lines.flatMap(alongSegment);
  // What a place costs whatever the other labels do.
  const alone = choices.map((options) =>
    options.map(
      (option, preference) =>
        preference +
        12 * outside(option, bounds) +
        4 * sum(marks.map((mark) => overlap(option, mark))) +
        sum(beads.map((bead) => overlap(option, bead))),
    ),
  );
  const chosen = choices.map((options) => options[0]!);
  for (let round = 0; round < 8; round++) {
    let moved = false;
    for (const [i, options] of choices.entries()) {
      const others = (round === 0 ? chosen.slice(0, i) : chosen.filter((_, j) => j !== i)).map(widened);
      const costs = options.map(
        (option, o) => alone[i]![o]! + 8 * sum(others.map((other) => overlap(option, other))),
      );
      const best = options[costs.indexOf(Math.min(...costs))]!;
      moved ||= best !== chosen[i];
      chosen[i] = best;
    }
    if (!moved && round > 0) break;
  }
  return chosen;
}

function candidates({ x, y, text }: LabelledPoint, size: number): PlacedLabel[] {
  const width = textWidth(text, size);
  const height = size * 1.15;
  return DISTANCES.flatMap((distance) =>
    DIRECTIONS.map(([dx, dy]) => {
      const diagonal = dx !== 0 && dy !== 0 ? Math.SQRT1_2 : 1;
      const centreX = x + dx * (distance * diagonal + width / 2);
      const centreY = y + dy * (distance * diagonal + height / 2);
      return {
        left: centreX - width / 2,
        right: centreX + width / 2,
        top: centreY - height / 2,
        bottom: centreY + height / 2,
        leader: distance >= LEADER_FROM,
      };
    }),
  );
}

const around = (x: number, y: number, radius = POINT_RADIUS): Box => ({
  left: x - radius,
  right: x + radius,
  top: y - radius,
  bottom: y + radius,
});

/** Small boxes along a line, close enough that no label slips between them. */
function alongSegment({ from, to }: Segment): Box[] {
  const count = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 10);
  return Array.from({ length: count + 1 }, (_, i) => {
    const t = i / Math.max(1, count);
    return around(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t, 1);
  });
}

/** With the space a name keeps from the next one on its line. */
const widened = (box: Box): Box => ({ ...box, left: box.left - LABEL_GAP, right: box.right + LABEL_GAP });

/** How deep two boxes overlap: the root of the shared area, 0 when they are apart. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? 4 + Math.sqrt(width * height) : 0;
}

function outside(box: Box, bounds: Box): number {
  const past = [
    bounds.left - box.left,
    box.right - bounds.right,
    bounds.top - box.top,
    box.bottom - bounds.bottom,
  ];
  return sum(past.map((distance) => Math.max(0, distance)));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
