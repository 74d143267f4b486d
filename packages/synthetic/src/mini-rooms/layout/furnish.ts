import { RandomStream } from '@ftn/random';
import { cosine, sine } from '../../raster/trigonometry.js';
import { lamp, plant } from '../furniture/lamp-and-plant.js';
import { picture } from '../furniture/on-walls.js';
import type { Piece } from '../furniture/piece.js';
import { bed, sofa } from '../furniture/soft.js';
import { bookshelf, boxes, cabinet } from '../furniture/storage.js';
import { chair, officeChair, table } from '../furniture/table-and-chair.js';
import { placeThing, type Stand, type Thing } from '../geometry/thing.js';
import { type FreeSpace, footprint, type WallName } from './free-space.js';
import { rug } from './rug.js';

const TRIES = 14;

/** Puts furniture into a room as its kind asks; what finds no place is left out. */
export function furnish(random: RandomStream, space: FreeSpace): Thing[] {
  const things: Thing[] = [];
  const add = (placed: readonly Thing[]) => things.push(...placed);
  const kind = random.pick(['living', 'living', 'bedroom', 'dining', 'study', 'store'] as const);
  if (kind === 'living') {
    add(seating(random, space));
    if (random.chance(0.4)) add(seating(random, space));
    if (random.chance(0.35)) add(dining(random, space));
  } else if (kind === 'bedroom') {
    add(sleeping(random, space));
    add(againstWall(random, space, cabinet(random, random.chance(0.6) ? 'wardrobe' : 'chest')));
  } else if (kind === 'dining') {
    add(dining(random, space));
    add(againstWall(random, space, cabinet(random, 'chest'), true));
  } else if (kind === 'study') {
    add(desk(random, space));
    add(againstWall(random, space, bookshelf(random)));
    if (random.chance(0.5)) add(seating(random, space));
  } else {
    for (let i = 0; i < 4; i++) add(againstWall(random, space, boxes(random)));
    add(againstWall(random, space, cabinet(random, 'wardrobe')));
  }
  if (random.chance(0.65)) add(againstWall(random, space, bookshelf(random)));
  if (random.chance(0.6)) add(againstWall(random, space, cabinet(random, 'chest'), true));
  if (random.chance(0.6)) add(againstWall(random, space, plant(random)));
  if (random.chance(0.5)) add(againstWall(random, space, lamp(random)));
  if (random.chance(0.4)) add(againstWall(random, space, chair(random)));
  const extra = random.integer(3);
  for (let i = 0; i < extra; i++) add(standing(random, space, boxes(random)));
  for (let i = 1 + random.integer(4); i > 0; i--) add(hanging(random, space));
  return things;
}

/** Stands a piece with its back to a wall; with `decorated`, maybe something on top of it. */
function againstWall(random: RandomStream, space: FreeSpace, piece: Piece, decorated = false): Thing[] {
  for (let i = 0; i < TRIES; i++) {
    const stand = standByWall(random, space, piece);
    if (!stand) continue;
    const things = [placeThing(piece.label, piece.parts, stand)];
    if (decorated && random.chance(0.7)) things.push(onTop(random, piece, stand));
    return things;
  }
  return [];
}

function standByWall(random: RandomStream, space: FreeSpace, piece: Piece, front = 0): Stand | undefined {
  const wall = random.pick<WallName>(['back', 'back', 'left', 'right']);
  const half = piece.width / 2;
  const along = random.uniform(half, space.lengthOf(wall) - half);
  const stand = space.standAt(wall, along, piece.depth / 2 + 0.02);
  const onWall = { x0: along - half, x1: along + half, y0: 0, y1: piece.height };
  if (!space.isWallFree(wall, onWall)) return undefined;
  const turn = turnOf(stand.yaw);
  const reach = { ...stand, x: stand.x + (turn.sin * front) / 2, z: stand.z + (turn.cos * front) / 2 };
  if (!space.takeFloor(footprint(reach, piece.width, piece.depth + front, turn, 0.01))) return undefined;
  space.takeWall(wall, onWall);
  return stand;
}

/** Something small on a flat top. */
function onTop(random: RandomStream, piece: Piece, stand: Stand): Thing {
  const small = random.pick([lamp, plant, boxes])(random, true);
  const shift = random.uniform(-0.5, 0.5) * Math.max(piece.width - 0.4, 0);
  const { cos, sin } = turnOf(stand.yaw);
  const at = { x: stand.x + cos * shift, y: piece.height, z: stand.z - sin * shift, yaw: random.uniform() };
  return placeThing(small.label, small.parts, at);
}

/** Stands a piece somewhere in the room, turned any way. */
function standing(random: RandomStream, space: FreeSpace, piece: Piece): Thing[] {
  for (let i = 0; i < TRIES; i++) {
    const stand = {
      x: random.uniform(0.3, space.width - 0.3),
      y: 0,
      z: random.uniform(0.3, space.depth - 0.3),
      yaw: random.uniform(),
    };
    if (space.takeFloor(footprint(stand, piece.width, piece.depth, turnOf(stand.yaw))))
      return [placeThing(piece.label, piece.parts, stand)];
  }
  return [];
}

/** A sofa, most with a low table before it and a rug under that. */
function seating(random: RandomStream, space: FreeSpace): Thing[] {
  const couch = sofa(random);
  const withTable = random.chance(0.7);
  const low = table(random, true);
  for (let i = 0; i < TRIES; i++) {
    const stand = standByWall(random, space, couch, withTable ? 0.35 + low.depth : 0);
    if (!stand) continue;
    const things = [placeThing('sofa', couch.parts, stand)];
    if (!withTable) return things;
    const before = ahead(stand, couch.depth / 2 + 0.3 + low.depth / 2);
    things.push(placeThing('table', low.parts, before));
    if (random.chance(0.35)) things.push(onTop(random, low, before));
    if (random.chance(0.65)) things.push(rug(random, space, before, couch.width * 0.9, 1.5));
    return things;
  }
  return [];
}

/** A bed with its head at a wall, some with a bedside cabinet and a rug. */
function sleeping(random: RandomStream, space: FreeSpace): Thing[] {
  const things = againstWall(random, space, bed(random));
  const [first] = things;
  if (first && random.chance(0.5)) {
    things.push(rug(random, space, { x: first.x, y: 0, z: first.z, yaw: random.pick([0, 0.25]) }, 2.2, 2.6));
  }
  if (random.chance(0.8)) things.push(...againstWall(random, space, cabinet(random, 'bedside'), true));
  return things;
}

/** A table in the room with chairs around it. */
function dining(random: RandomStream, space: FreeSpace): Thing[] {
  const board = table(random);
  for (let i = 0; i < TRIES; i++) {
    const yaw = random.chance(0.6) ? random.pick([0, 0.25]) + random.uniform(-0.01, 0.01) : random.uniform();
    const stand = {
      x: random.uniform(0.8, space.width - 0.8),
      y: 0,
      z: random.uniform(1.2, space.depth - 0.7),
      yaw,
    };
    if (!space.takeFloor(footprint(stand, board.width + 0.9, board.depth + 0.9, turnOf(yaw)))) continue;
    const things = [placeThing('table', board.parts, stand)];
    if (random.chance(0.4)) things.push(rug(random, space, stand, board.width + 1.2, board.depth + 1.2));
    if (random.chance(0.4)) things.push(onTop(random, board, stand));
    const seed = random.integer(1 << 30);
    for (let side = 0; side < 4; side++) {
      if (random.chance(0.25)) continue;
      // Chairs of one set look alike: each is drawn from the same stream.
      const seat = chair(random.chance(0.9) ? new RandomStream(seed, 'chairs') : random);
      const reach = (side % 2 === 0 ? board.depth : board.width) / 2 + random.uniform(0, 0.25);
      const turn = yaw + side / 4;
      const at = ahead({ ...stand, yaw: turn }, reach);
      things.push(placeThing('chair', seat.parts, { ...at, yaw: turn + 0.5 + random.uniform(-0.04, 0.04) }));
    }
    return things;
  }
  return [];
}

/** A table against a wall with a chair before it. */
function desk(random: RandomStream, space: FreeSpace): Thing[] {
  const board = table(random);
  for (let i = 0; i < TRIES; i++) {
    const stand = standByWall(random, space, board, 0.6);
    if (!stand) continue;
    const seat = random.chance(0.6) ? officeChair(random) : chair(random);
    const at = ahead(stand, board.depth / 2 + random.uniform(0.1, 0.3));
    const things = [
      placeThing('table', board.parts, stand),
      placeThing('chair', seat.parts, { ...at, yaw: at.yaw + 0.5 + random.uniform(-0.12, 0.12) }),
    ];
    if (random.chance(0.8)) things.push(onTop(random, board, stand));
    return things;
  }
  return [];
}

/** A picture on a free piece of wall. */
function hanging(random: RandomStream, space: FreeSpace): Thing[] {
  const piece = picture(random);
  for (let i = 0; i < TRIES; i++) {
    const wall = random.pick<WallName>(['back', 'back', 'left', 'right']);
    const along = random.uniform(piece.width / 2, space.lengthOf(wall) - piece.width / 2);
    const y = random.uniform(1.15, 1.6);
    const [half, gap] = [piece.width / 2, 0.06];
    const area = { x0: along - half - gap, x1: along + half + gap, y0: y - gap, y1: y + piece.height + gap };
    if (space.takeWall(wall, area))
      return [placeThing('picture', piece.parts, { ...space.standAt(wall, along, 0), y }, false)];
  }
  return [];
}

/** The place `far` metres in front of a stand, facing the same way. */
function ahead(stand: Stand, far: number): Stand {
  const { cos, sin } = turnOf(stand.yaw);
  return { ...stand, x: stand.x + sin * far, z: stand.z + cos * far };
}

function turnOf(yaw: number): { cos: number; sin: number } {
  return { cos: cosine(yaw), sin: sine(yaw) };
}
