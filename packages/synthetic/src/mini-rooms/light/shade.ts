import type { Hit } from '../geometry/tracer.js';
import type { Room } from '../layout/room.js';
import { colourAt } from '../textures/colour-at.js';
import type { Light } from '../textures/patterns.js';
import { irradiance } from './area-light.js';

const albedo: Light = new Float64Array(3);

/** The light a hit sends to the camera; `seen` holds each light's visible share, 0 to 1. */
export function shade(
  room: Room,
  hit: Hit,
  seen: ArrayLike<number>,
  from: number,
  footprint: number,
  out: Light,
): void {
  const { material } = hit;
  colourAt(material, hit.surface, footprint, albedo);
  // What is reflected around the room: more from above, less in the corners.
  const around = (0.3 + 0.09 * hit.ny) * openness(room, hit);
  let r = around * 1.02;
  let g = around;
  let b = around * 0.97;
  let spark = 0;
  for (let i = 0; i < room.lights.length; i++) {
    const share = seen[from + i]!;
    if (share <= 0) continue;
    const light = room.lights[i]!;
    const fallen = share * irradiance(light, hit);
    r += fallen * light.colour[0];
    g += fallen * light.colour[1];
    b += fallen * light.colour[2];
    if (material.gloss > 0) spark += share * highlight(room, hit, i);
  }
  spark *= material.gloss;
  const glow = material.glow;
  out[0] = albedo[0]! * (r + glow) + spark;
  out[1] = albedo[1]! * (g + glow) + spark;
  out[2] = albedo[2]! * (b + glow) + spark;
}

/** Darkens what lies in the corner between two of the room's planes. */
function openness(room: Room, { x, y, z, nx, ny, nz }: Hit): number {
  return (
    corner(y, ny) *
    corner(room.height - y, -ny) *
    corner(x, nx) *
    corner(room.width - x, -nx) *
    corner(room.depth - z, -nz)
  );
}

function corner(distance: number, facing: number): number {
  const near = distance / 0.28;
  return 1 - (0.42 * (1 - Math.max(facing, 0))) / (1 + near * near);
}

/** Blinn's highlight with a fixed lobe of 32. */
function highlight({ camera, lights }: Room, { x, y, z, nx, ny, nz }: Hit, index: number): number {
  const light = lights[index]!;
  const toLight = scaleOf(light.x - x, light.y - y, light.z - z);
  const toCamera = scaleOf(camera.x - x, camera.y - y, camera.z - z);
  const hx = (light.x - x) * toLight + (camera.x - x) * toCamera;
  const hy = (light.y - y) * toLight + (camera.y - y) * toCamera;
  const hz = (light.z - z) * toLight + (camera.z - z) * toCamera;
  const k = (hx * nx + hy * ny + hz * nz) * scaleOf(hx, hy, hz);
  if (k <= 0) return 0;
  const k2 = k * k;
  const k4 = k2 * k2;
  const k8 = k4 * k4;
  const k16 = k8 * k8;
  return k16 * k16 * 0.22 * light.colour[1];
}

/** What makes a vector one long. */
function scaleOf(x: number, y: number, z: number): number {
  return 1 / Math.sqrt(x * x + y * y + z * z + 1e-12);
}
