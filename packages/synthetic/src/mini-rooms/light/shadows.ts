import { meets } from '../geometry/intersect.js';
import { createRay, REACH } from '../geometry/ray.js';
import { meetsBounds, type Thing, toFrame } from '../geometry/thing.js';
import type { Hit } from '../geometry/tracer.js';
import type { Room } from '../layout/room.js';
import { type AreaLight, LIGHT_SIDE } from './area-light.js';

/** Light leaves a surface this far above it, so that the surface does not shade itself. */
const LIFT = 1e-3;

/** Cells along each side of the room. */
const CELLS = 8;

/**
 * Which points of a room see which points of its lights.
 *
 * The room is cut into 8 × 8 × 8 cells; for each cell and light, only the things whose ball touches the
 * cone between them are ever asked.
 */
export class Shadows {
  readonly #room: Room;
  readonly #candidates: (readonly Thing[] | undefined)[];
  readonly #ray = createRay();
  readonly #local = createRay();

  constructor(room: Room) {
    this.#room = room;
    this.#candidates = new Array(room.lights.length * CELLS * CELLS * CELLS);
  }

  /** True where nothing stands between a hit and one of a light's 16 points. */
  sees(hit: Hit, light: number, column: number, row: number): boolean {
    const ray = this.#ray;
    ray[0] = hit.x + hit.nx * LIFT;
    ray[1] = hit.y + hit.ny * LIFT;
    ray[2] = hit.z + hit.nz * LIFT;
    const things = this.#between(light);
    if (things.length === 0) return true;
    const lamp = this.#room.lights[light]!;
    const { along, across } = lamp;
    const a = (2 * column + 1) / LIGHT_SIDE - 1;
    const b = (2 * row + 1) / LIGHT_SIDE - 1;
    ray[3] = lamp.x + a * along[0] + b * across[0] - ray[0]!;
    ray[4] = lamp.y + a * along[1] + b * across[1] - ray[1]!;
    ray[5] = lamp.z + a * along[2] + b * across[2] - ray[2]!;
    ray[REACH] = 1;
    for (let i = 0; i < things.length; i++) {
      const thing = things[i]!;
      toFrame(thing, ray, this.#local);
      if (!meetsBounds(thing, this.#local)) continue;
      const { parts } = thing;
      for (let k = 0; k < parts.length; k++) if (meets(parts[k]!, this.#local)) return false;
    }
    return true;
  }

  /** What may stand between the cell in which the ray starts and a light. */
  #between(light: number): readonly Thing[] {
    const { width, height, depth } = this.#room;
    const i = cell(this.#ray[0]! / width);
    const j = cell(this.#ray[1]! / height);
    const k = cell(this.#ray[2]! / depth);
    const key = ((light * CELLS + i) * CELLS + j) * CELLS + k;
    const known = this.#candidates[key];
    if (known) return known;
    const found = this.#collect(i, j, k, this.#room.lights[light]!);
    this.#candidates[key] = found;
    return found;
  }

  #collect(i: number, j: number, k: number, light: AreaLight): Thing[] {
    const { width, height, depth, things } = this.#room;
    const half = [width / CELLS / 2, height / CELLS / 2, depth / CELLS / 2] as const;
    const from = [half[0] * (2 * i + 1), half[1] * (2 * j + 1), half[2] * (2 * k + 1)] as const;
    const cellRadius = length(half[0], half[1], half[2]);
    const lightRadius = length(...light.along) + length(...light.across);
    const to = [light.x - from[0], light.y - from[1], light.z - from[2]] as const;
    const squared = to[0] * to[0] + to[1] * to[1] + to[2] * to[2];
    return things.filter(({ ball, shadow }) => {
      if (!shadow) return false;
      const [x, y, z] = [ball.x - from[0], ball.y - from[1], ball.z - from[2]];
      const t = Math.min(Math.max((x * to[0] + y * to[1] + z * to[2]) / squared, 0), 1);
      const reach = ball.radius + Math.max(cellRadius, lightRadius);
      const [dx, dy, dz] = [x - t * to[0], y - t * to[1], z - t * to[2]];
      return dx * dx + dy * dy + dz * dz <= reach * reach;
    });
  }
}

function cell(share: number): number {
  return Math.min(Math.max(Math.floor(share * CELLS), 0), CELLS - 1);
}

function length(x: number, y: number, z: number): number {
  return Math.sqrt(x * x + y * y + z * z);
}
