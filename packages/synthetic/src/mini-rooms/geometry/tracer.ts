import type { Material } from '../textures/material.js';
import { type Camera, rayThrough } from './camera.js';
import { meets } from './intersect.js';
import { createRay, type Ray, REACH } from './ray.js';
import { createSurface, type Surface, surfaceAt } from './surface.js';
import { meetsBounds, type Thing, toFrame } from './thing.js';

/** What rays meet: an empty box of surfaces, what stands in it, and the camera. */
export interface Scene {
  /** x from 0 to `width`, y (up) from 0 to `height`, z from 0 to `depth`; metres. */
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly floor: Material;
  readonly ceiling: Material;
  /** In the order x = 0, x = width, z = 0, z = depth. */
  readonly walls: readonly [Material, Material, Material, Material];
  readonly things: readonly Thing[];
  readonly camera: Camera;
}

/** What a ray from the camera meets first. */
export interface Hit {
  /** z-depth in metres: the distance along the optical axis. */
  depth: number;
  /** Which thing of the room; −1 is the room itself. */
  thing: number;
  /** A number for the face within the thing. */
  face: number;
  /** The point and the normal in the room. */
  x: number;
  y: number;
  z: number;
  nx: number;
  ny: number;
  nz: number;
  material: Material;
  readonly surface: Surface;
}

/** Finds what the camera sees; things are only asked within their rectangle on the screen. */
export class Tracer {
  readonly #room: Scene;
  readonly #width: number;
  readonly #height: number;
  /** For each thing: left, right, top, bottom in pixels. */
  readonly #screen: Float64Array;
  readonly #ray = createRay();
  readonly #local = createRay();

  constructor(room: Scene, width: number, height: number) {
    this.#room = room;
    this.#width = width;
    this.#height = height;
    this.#screen = new Float64Array(room.things.length * 4);
    for (const [i, thing] of room.things.entries()) this.#screen.set(this.#rectangleOf(thing), 4 * i);
  }

  createHit(): Hit {
    const material = this.#room.floor;
    return {
      depth: 0,
      thing: -1,
      face: 0,
      x: 0,
      y: 0,
      z: 0,
      nx: 0,
      ny: 1,
      nz: 0,
      material,
      surface: createSurface(),
    };
  }

  /** Fills `hit` with what lies behind a point of the image. */
  trace(px: number, py: number, hit: Hit): void {
    const ray = this.#ray;
    const { camera, things } = this.#room;
    rayThrough(camera, this.#width, this.#height, px, py, ray);
    reachWalls(this.#room, ray);
    let thing = -1;
    let part = -1;
    const screen = this.#screen;
    const local = this.#local;
    for (let i = 0; i < things.length; i++) {
      const at = 4 * i;
      if (px < screen[at]! || px > screen[at + 1]! || py < screen[at + 2]! || py > screen[at + 3]!) continue;
      const candidate = things[i]!;
      toFrame(candidate, ray, local);
      const { parts } = candidate;
      if (parts.length > 2 && !meetsBounds(candidate, local)) continue;
      for (let k = 0; k < parts.length; k++) {
        if (!meets(parts[k]!, local)) continue;
        thing = i;
        part = k;
      }
      ray[REACH] = local[REACH]!;
    }
    const nearest = ray[REACH]!;
    hit.depth = nearest;
    hit.thing = thing;
    hit.x = ray[0]! + nearest * ray[3]!;
    hit.y = ray[1]! + nearest * ray[4]!;
    hit.z = ray[2]! + nearest * ray[5]!;
    if (thing < 0) onRoom(this.#room, hit);
    else onThing(things[thing]!, part, hit);
  }

  /** The corners of the thing's box as the camera sees them; the whole screen where one is behind it. */
  #rectangleOf(thing: Thing): [number, number, number, number] {
    const { camera } = this.#room;
    const { bounds, cos, sin } = thing;
    const out: [number, number, number, number] = [1e9, -1e9, 1e9, -1e9];
    for (let corner = 0; corner < 8; corner++) {
      const lx = bounds.cx + (corner & 1 ? bounds.hx : -bounds.hx);
      const ly = bounds.cy + (corner & 2 ? bounds.hy : -bounds.hy);
      const lz = bounds.cz + (corner & 4 ? bounds.hz : -bounds.hz);
      const x = thing.x + cos * lx + sin * lz - camera.x;
      const y = thing.y + ly - camera.y;
      const z = thing.z - sin * lx + cos * lz - camera.z;
      const ahead = along(camera.forward, x, y, z);
      if (ahead < 0.05) return [-1e9, 1e9, -1e9, 1e9];
      const scale = (camera.focal * this.#width) / ahead;
      const px = this.#width / 2 + along(camera.right, x, y, z) * scale;
      const py = this.#height / 2 - along(camera.up, x, y, z) * scale;
      out[0] = Math.min(out[0], px);
      out[1] = Math.max(out[1], px);
      out[2] = Math.min(out[2], py);
      out[3] = Math.max(out[3], py);
    }
    return out;
  }
}

function along(axis: readonly [number, number, number], x: number, y: number, z: number): number {
  return axis[0] * x + axis[1] * y + axis[2] * z;
}

/** Cuts a ray from inside to where it leaves the empty room. */
function reachWalls({ width, height, depth }: Scene, ray: Ray): void {
  const x = ((ray[3]! > 0 ? width : 0) - ray[0]!) * ray[6]!;
  const y = ((ray[4]! > 0 ? height : 0) - ray[1]!) * ray[7]!;
  const z = ((ray[5]! > 0 ? depth : 0) - ray[2]!) * ray[8]!;
  ray[REACH] = Math.min(x, y, z);
}

function onRoom(room: Scene, hit: Hit): void {
  const { width, height, depth } = room;
  const { x, y, z, surface } = hit;
  const across = Math.min(x, width - x);
  const deep = Math.min(z, depth - z);
  const up = Math.min(y, height - y);
  let face = 0;
  if (across <= deep && across <= up) face = 2 * x < width ? 0 : 1;
  else if (deep <= up) face = 2 * z < depth ? 2 : 3;
  else face = 2 * y < height ? 4 : 5;
  hit.face = face;
  hit.nx = face === 0 ? 1 : face === 1 ? -1 : 0;
  hit.nz = face === 2 ? 1 : face === 3 ? -1 : 0;
  hit.ny = face === 4 ? 1 : face === 5 ? -1 : 0;
  surface.u = face < 2 ? z : x;
  surface.v = face < 4 ? y : z;
  hit.material = face === 4 ? room.floor : face === 5 ? room.ceiling : room.walls[face]!;
}

function onThing(thing: Thing, index: number, hit: Hit): void {
  const part = thing.parts[index]!;
  const { cos, sin } = thing;
  const { surface } = hit;
  const x = hit.x - thing.x;
  const z = hit.z - thing.z;
  surface.x = cos * x - sin * z;
  surface.y = hit.y - thing.y;
  surface.z = sin * x + cos * z;
  surfaceAt(part, surface);
  hit.face = index * 8 + surface.face;
  hit.nx = cos * surface.nx + sin * surface.nz;
  hit.ny = surface.ny;
  hit.nz = -sin * surface.nx + cos * surface.nz;
  hit.material = part.material;
}
