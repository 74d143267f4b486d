import type { DenseSample } from '@ftn/datasets';
import { develop } from './develop.js';
import { edgesOf } from './edges.js';
import { Frame } from './geometry/frame.js';
import { type Hit, Tracer } from './geometry/tracer.js';
import type { Room } from './layout/room.js';
import { smoothBorders } from './light/borders.js';
import { shade } from './light/shade.js';
import { softShadows } from './light/soft-shadows.js';
import { type RoomClass, roomClasses } from './room-classes.js';

/** Renders a room: image, edges, labels, normals and depth of `height` × `width` pixels. */
export function renderRoom(room: Room, height: number, width: number, seed: number): DenseSample {
  const tracer = new Tracer(room, width, height);
  const frame = new Frame(width, height);
  const hit = tracer.createHit();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      tracer.trace(x + 0.5, y + 0.5, hit);
      frame.store(y * width + x, hit);
    }
  }
  const focal = room.camera.focal * width;
  const { depth, normals } = geometryOf(room, frame, hit);
  const { thing, face } = frame;
  return {
    width,
    height,
    image: develop(lightOf(room, tracer, frame, hit, focal), room, width, height, seed),
    edge: edgesOf({ width, height, thing, face, depth, focal, normals }),
    labels: labelsOf(room, frame),
    normals,
    depth: Float32Array.from(depth),
  };
}

/** The light at every pixel, linear RGB. */
function lightOf(room: Room, tracer: Tracer, frame: Frame, hit: Hit, focal: number): Float64Array {
  const pixels = frame.width * frame.height;
  const shadows = softShadows(room, frame, hit);
  const light = new Float64Array(3 * pixels);
  const colour = new Float64Array(3);
  for (let p = 0; p < pixels; p++) {
    frame.load(p, hit);
    shade(room, hit, shadows, p * room.lights.length, hit.depth / focal, colour);
    light[3 * p] = colour[0]!;
    light[3 * p + 1] = colour[1]!;
    light[3 * p + 2] = colour[2]!;
  }
  smoothBorders(room, tracer, frame, shadows, focal, light);
  return light;
}

/** Depth and normals in the camera's frame. */
function geometryOf(
  { camera }: Room,
  frame: Frame,
  hit: Hit,
): { depth: Float64Array; normals: Float32Array } {
  const pixels = frame.width * frame.height;
  const depth = new Float64Array(pixels);
  const normals = new Float32Array(3 * pixels);
  const { right, up, forward } = camera;
  for (let p = 0; p < pixels; p++) {
    frame.load(p, hit);
    depth[p] = hit.depth;
    normals[3 * p] = hit.nx * right[0] + hit.ny * right[1] + hit.nz * right[2];
    normals[3 * p + 1] = hit.nx * up[0] + hit.ny * up[1] + hit.nz * up[2];
    normals[3 * p + 2] = -(hit.nx * forward[0] + hit.ny * forward[1] + hit.nz * forward[2]);
  }
  return { depth, normals };
}

function labelsOf({ things }: Room, { thing, face }: Frame): Uint8Array {
  const labelOf = (name: RoomClass) => roomClasses.indexOf(name);
  const ofThing = things.map(({ label }) => labelOf(label));
  const ofFace = [...new Array<RoomClass>(4).fill('wall'), 'floor' as const, 'ceiling' as const].map(labelOf);
  const labels = new Uint8Array(thing.length);
  for (let p = 0; p < labels.length; p++) {
    const t = thing[p]!;
    labels[p] = t >= 0 ? ofThing[t]! : ofFace[face[p]!]!;
  }
  return labels;
}
