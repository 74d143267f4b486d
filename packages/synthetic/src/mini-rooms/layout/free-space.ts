import type { Stand } from '../geometry/thing.js';

/** A rectangle, on the floor (x, z) or on a wall (along it, height). */
export interface Rectangle {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/** The four walls: back (z = depth, in view), left (x = 0), right (x = width) and front (z = 0). */
export type WallName = 'back' | 'left' | 'right' | 'front';

/** A room's floor and walls and what is taken of them; metres. */
export class FreeSpace {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly #floor: Rectangle[] = [];
  readonly #walls: Record<WallName, Rectangle[]> = { back: [], left: [], right: [], front: [] };

  constructor(width: number, height: number, depth: number) {
    this.width = width;
    this.height = height;
    this.depth = depth;
  }

  lengthOf(wall: WallName): number {
    return wall === 'left' || wall === 'right' ? this.depth : this.width;
  }

  /** Where something stands `off` metres from a wall at `along`, facing the room. */
  standAt(wall: WallName, along: number, off: number): Stand {
    switch (wall) {
      case 'back':
        return { x: along, y: 0, z: this.depth - off, yaw: 0.5 };
      case 'left':
        return { x: off, y: 0, z: along, yaw: 0.25 };
      case 'right':
        return { x: this.width - off, y: 0, z: along, yaw: 0.75 };
      case 'front':
        return { x: along, y: 0, z: off, yaw: 0 };
    }
  }

  /** Takes a rectangle of floor; false where it is taken or reaches out of the room. */
  takeFloor(area: Rectangle): boolean {
    const inside = area.x0 >= 0 && area.y0 >= 0 && area.x1 <= this.width && area.y1 <= this.depth;
    if (!inside || this.#floor.some((other) => overlaps(area, other))) return false;
    this.#floor.push(area);
    return true;
  }

  /** Takes a rectangle of wall; false where it is taken or reaches out of the wall. */
  takeWall(wall: WallName, area: Rectangle): boolean {
    if (!this.isWallFree(wall, area)) return false;
    this.#walls[wall].push(area);
    return true;
  }

  isWallFree(wall: WallName, area: Rectangle): boolean {
    const inside = area.x0 >= 0 && area.y0 >= 0 && area.x1 <= this.lengthOf(wall) && area.y1 <= this.height;
    return inside && !this.#walls[wall].some((other) => overlaps(area, other));
  }
}

/** The floor under something of the given size that may be turned, `margin` metres wider all round. */
export function footprint(
  stand: Stand,
  width: number,
  depth: number,
  turn: { cos: number; sin: number },
  margin = 0,
): Rectangle {
  const hx = (Math.abs(turn.cos) * width + Math.abs(turn.sin) * depth) / 2 + margin;
  const hz = (Math.abs(turn.sin) * width + Math.abs(turn.cos) * depth) / 2 + margin;
  return { x0: stand.x - hx, x1: stand.x + hx, y0: stand.z - hz, y1: stand.z + hz };
}
