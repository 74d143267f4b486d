import type { RandomStream } from '@ftn/random';
import { hsv } from '../../raster/colour.js';
import { patternSeed, wood } from '../furniture/finishes.js';
import { pendant } from '../furniture/lamp-and-plant.js';
import { door, window } from '../furniture/on-walls.js';
import { placeCamera } from '../geometry/camera.js';
import { placeThing, type Thing } from '../geometry/thing.js';
import type { Scene } from '../geometry/tracer.js';
import type { AreaLight } from '../light/area-light.js';
import { type Material, material } from '../textures/material.js';
import { FreeSpace, type WallName } from './free-space.js';
import { furnish } from './furnish.js';

/** A room to be rendered: what rays meet in it, and its lights. */
export interface Room extends Scene {
  readonly lights: readonly AreaLight[];
  /** The mean brightness the picture is exposed to, and the light's tint. */
  readonly exposure: number;
  readonly tint: readonly [number, number, number];
}

/** Makes up a room: size, surfaces, furniture, light and camera, all from one stream. */
export function makeRoom(random: RandomStream): Room {
  const [width, height, depth] = [random.uniform(3, 5.6), random.uniform(2.35, 2.9), random.uniform(3.4, 6)];
  const space = new FreeSpace(width, height, depth);
  const camera = placeCamera(random, width, depth);
  const clear = 0.75;
  space.takeFloor({
    x0: Math.max(camera.x - clear, 0),
    x1: Math.min(camera.x + clear, width),
    y0: 0,
    y1: Math.min(camera.z + clear, depth),
  });
  const daylight = random.uniform(0.5, 1.4);
  const openings = [
    ...(random.chance(0.75) ? windowIn(random, space, daylight) : []),
    ...(random.chance(0.3) ? windowIn(random, space, daylight) : []),
    ...(random.chance(0.55) ? doorIn(random, space) : []),
  ];
  const furniture = furnish(random, space);
  const hung = random.chance(0.45) ? [hungLamp(random, space)] : [];
  const things = [...openings, ...furniture, ...hung];
  return {
    width,
    height,
    depth,
    floor: floorMaterial(random),
    ceiling: material('mottled', hsv(0.1, random.uniform(0, 0.06), random.uniform(0.88, 0.97)), {
      period: 0.3,
    }),
    walls: wallMaterials(random),
    things,
    lights: lightsOf(random, space, things, daylight),
    camera,
    exposure: random.uniform(0.33, 0.5),
    tint: [random.uniform(0.95, 1.06), 1, random.uniform(0.9, 1.06)],
  };
}

function windowIn(random: RandomStream, space: FreeSpace, daylight: number): Thing[] {
  const piece = window(random, daylight);
  const wall = random.pick<WallName>(['back', 'left', 'right']);
  const y = random.uniform(0.75, 0.95);
  return inWall(random, space, wall, piece, y);
}

function doorIn(random: RandomStream, space: FreeSpace): Thing[] {
  const piece = door(random);
  return inWall(random, space, random.pick<WallName>(['back', 'left', 'right']), piece, 0);
}

function inWall(
  random: RandomStream,
  space: FreeSpace,
  wall: WallName,
  piece: ReturnType<typeof door>,
  y: number,
): Thing[] {
  for (let i = 0; i < 8; i++) {
    const half = piece.width / 2;
    const along = random.uniform(half + 0.1, space.lengthOf(wall) - half - 0.1);
    const area = {
      x0: along - half - 0.1,
      x1: along + half + 0.1,
      y0: y,
      y1: Math.min(y + piece.height, space.height),
    };
    if (!space.takeWall(wall, area)) continue;
    return [placeThing(piece.label, piece.parts, { ...space.standAt(wall, along, 0), y }, false)];
  }
  return [];
}

function hungLamp(random: RandomStream, space: FreeSpace): Thing {
  const piece = pendant(random, random.uniform(0.35, 0.7));
  const at = {
    x: space.width * random.uniform(0.4, 0.6),
    y: space.height,
    z: space.depth * random.uniform(0.45, 0.65),
    yaw: 0,
  };
  return placeThing('lamp', piece.parts, at, false);
}

function floorMaterial(random: RandomStream): Material {
  const kind = random.integer(4);
  const seed = patternSeed(random);
  if (kind < 2)
    return {
      ...wood(random),
      pattern: 'planks',
      period: random.uniform(0.1, 0.18),
      seed,
      gloss: random.uniform(0.05, 0.3),
    };
  if (kind === 2) {
    const hue = random.uniform(0.02, 0.6);
    const first = hsv(hue, random.uniform(0, 0.15), random.uniform(0.55, 0.9));
    const second = random.chance(0.4) ? hsv(hue, 0.1, random.uniform(0.2, 0.5)) : first;
    return material('tiles', first, { second, period: random.uniform(0.28, 0.5), seed, gloss: 0.35 });
  }
  return material('woven', hsv(random.uniform(), random.uniform(0.05, 0.4), random.uniform(0.35, 0.75)), {
    period: 0.02,
    seed,
  });
}

/** Painted walls, some with one of them papered, striped or of brick. */
function wallMaterials(random: RandomStream): [Material, Material, Material, Material] {
  const hue = random.uniform();
  const paint = () =>
    material('mottled', hsv(hue, random.uniform(0.02, 0.28), random.uniform(0.72, 0.96)), {
      period: 0.25,
      seed: patternSeed(random),
    });
  const common = paint();
  const walls: [Material, Material, Material, Material] = [common, common, common, common];
  if (random.chance(0.4)) {
    const kind = random.pick(['plain', 'stripes', 'bricks', 'checks'] as const);
    const second = hsv(hue + 0.05, random.uniform(0.1, 0.5), random.uniform(0.5, 0.9));
    const special =
      kind === 'bricks'
        ? material('bricks', hsv(0.03, random.uniform(0.3, 0.6), random.uniform(0.5, 0.75)), {
            second: [0.8, 0.78, 0.74],
            period: 0.24,
            seed: patternSeed(random),
          })
        : material(kind, hsv(hue, random.uniform(0.1, 0.45), random.uniform(0.5, 0.9)), {
            second,
            period: random.uniform(0.12, 0.4),
          });
    walls[random.pick([0, 1, 3])] = special;
  }
  return walls;
}

/** The ceiling's light and, by day, one in each window. */
function lightsOf(
  random: RandomStream,
  space: FreeSpace,
  things: readonly Thing[],
  daylight: number,
): AreaLight[] {
  const warm = random.uniform(0.65, 1);
  const lights: AreaLight[] = [];
  const lampThing = things.find(({ label, y }) => label === 'lamp' && y === space.height);
  const x = lampThing?.x ?? space.width * random.uniform(0.35, 0.65);
  const z = lampThing?.z ?? space.depth * random.uniform(0.4, 0.7);
  const y = lampThing ? space.height - 0.5 : space.height - 0.04;
  const power = random.uniform(1.2, 3.2);
  lights.push({
    x,
    y,
    z,
    along: [0.22, 0, 0],
    across: [0, 0, 0.22],
    facing: [0, -1, 0],
    spread: lampThing ? 1 : 0.3,
    colour: [power, power * (0.75 + 0.25 * warm), power * warm * 0.9],
  });
  for (const thing of things) {
    if (thing.label !== 'window') continue;
    const { bounds, cos, sin } = thing;
    const wide = bounds.hx * 0.8;
    const strength = daylight * 2.6 * bounds.hx * bounds.hy;
    lights.push({
      x: thing.x + sin * 0.2,
      y: thing.y + bounds.cy,
      z: thing.z + cos * 0.2,
      along: [cos * wide, 0, -sin * wide],
      across: [0, bounds.hy * 0.7, 0],
      facing: [sin, 0, cos],
      spread: 0.1,
      colour: [strength * 0.92, strength * 0.97, strength * 1.06],
    });
  }
  return lights;
}
