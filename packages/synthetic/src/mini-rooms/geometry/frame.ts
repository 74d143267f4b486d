import type { Material } from '../textures/material.js';
import type { Hit } from './tracer.js';

/** Numbers kept of each hit: depth, point, normal, place on the face. */
const STRIDE = 11;

/** What the camera sees at every pixel, kept in flat arrays: one hit is lent out and filled again and again. */
export class Frame {
  readonly width: number;
  readonly height: number;
  readonly thing: Int32Array;
  readonly face: Int32Array;
  readonly #numbers: Float64Array;
  readonly #materials: Material[];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const pixels = width * height;
    this.thing = new Int32Array(pixels);
    this.face = new Int32Array(pixels);
    this.#numbers = new Float64Array(pixels * STRIDE);
    this.#materials = new Array(pixels);
  }

  store(p: number, hit: Hit): void {
    const n = this.#numbers;
    const { surface } = hit;
    const k = p * STRIDE;
    this.thing[p] = hit.thing;
    this.face[p] = hit.face;
    this.#materials[p] = hit.material;
    n[k] = hit.depth;
    n[k + 1] = hit.x;
    n[k + 2] = hit.y;
    n[k + 3] = hit.z;
    n[k + 4] = hit.nx;
    n[k + 5] = hit.ny;
    n[k + 6] = hit.nz;
    n[k + 7] = surface.u;
    n[k + 8] = surface.v;
    n[k + 9] = surface.hu;
    n[k + 10] = surface.hv;
  }

  load(p: number, hit: Hit): void {
    const n = this.#numbers;
    const { surface } = hit;
    const k = p * STRIDE;
    hit.thing = this.thing[p]!;
    hit.face = this.face[p]!;
    hit.material = this.#materials[p]!;
    hit.depth = n[k]!;
    hit.x = n[k + 1]!;
    hit.y = n[k + 2]!;
    hit.z = n[k + 3]!;
    hit.nx = n[k + 4]!;
    hit.ny = n[k + 5]!;
    hit.nz = n[k + 6]!;
    surface.u = n[k + 7]!;
    surface.v = n[k + 8]!;
    surface.hu = n[k + 9]!;
    surface.hv = n[k + 10]!;
  }

  /** Whether two pixels show one and the same face. */
  sameFace(p: number, q: number): boolean {
    return this.thing[p] === this.thing[q] && this.face[p] === this.face[q];
  }
}
