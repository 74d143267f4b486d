import { dropSpecks, thin } from './thin-lines.js';

/** What the camera sees at each pixel, row by row. */
export interface Visible {
  readonly width: number;
  readonly height: number;
  /** Which thing (−1: the room) and which of its faces. */
  readonly thing: Int32Array;
  readonly face: Int32Array;
  /** Metres along the optical axis, and the focal length in pixels. */
  readonly depth: Float64Array;
  readonly focal: number;
  /** Unit normals in the camera's frame: x right, y up, z towards the camera. */
  readonly normals: Float32Array;
}

/** A crease is a bend sharper than 30°. */
const CREASE = 0.8660254037844386;

/** A step in depth is one that the plane through the neighbour does not explain: 2 cm and 1 % of the distance. */
const STEP = 0.02;
const SHARE = 0.01;

/** Runs of fewer pixels than this are what is left of a line too fine for the image; they are dropped. */
const SHORTEST = 6;

/**
 * Edges of one pixel: where one thing ends before another, where a part of a thing stands before another part,
 * and creases of 30° or more. Shadows and patterns make none.
 *
 * Of two pixels at an edge the nearer one is marked (the contour belongs to what hides); at a crease the one
 * above or to the left.
 */
export function edgesOf(view: Visible): Uint8Array {
  const { width, height } = view;
  const edges = new Uint8Array(width * height);
  // Contours first: where lines run closer than two pixels, what lies within a thing gives way to its outline.
  markAll(view, edges, CONTOUR);
  thin(edges, CONTOUR, width, height);
  markAll(view, edges, DETAIL);
  thin(edges, DETAIL, width, height);
  dropSpecks(edges, width, SHORTEST);
  for (let p = 0; p < edges.length; p++) if (edges[p]) edges[p] = 1;
  return edges;
}

/** Where one thing ends before another, and what is drawn within one. */
const CONTOUR = 1;
const DETAIL = 2;

function markAll(view: Visible, edges: Uint8Array, kind: number): void {
  const { width, height } = view;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (x + 1 < width) mark(view, edges, p, p + 1, kind);
      if (y + 1 < height) mark(view, edges, p, p + width, kind);
    }
  }
}

function mark(view: Visible, edges: Uint8Array, p: number, q: number, kind: number): void {
  const { thing, face, depth } = view;
  const oneThing = thing[p] === thing[q];
  if (oneThing !== (kind === DETAIL) || (oneThing && face[p] === face[q])) return;
  const step = isStep(view, p, q);
  if (oneThing && !step && !isCrease(view, p, q)) return;
  const at = step && depth[q]! < depth[p]! ? q : p;
  if (!edges[at]) edges[at] = kind;
}

function isCrease({ normals }: Visible, p: number, q: number): boolean {
  const dot =
    normals[3 * p]! * normals[3 * q]! +
    normals[3 * p + 1]! * normals[3 * q + 1]! +
    normals[3 * p + 2]! * normals[3 * q + 2]!;
  return dot < CREASE;
}

/** Whether neither pixel's plane, carried on to the other, comes near the depth found there. */
function isStep(view: Visible, p: number, q: number): boolean {
  const allowed = STEP + SHARE * Math.min(view.depth[p]!, view.depth[q]!);
  return (
    Math.abs(carried(view, p, q) - view.depth[q]!) > allowed &&
    Math.abs(carried(view, q, p) - view.depth[p]!) > allowed
  );
}

/** The depth at pixel `q` of the plane that `p` lies on. */
function carried({ width, height, depth, focal, normals }: Visible, p: number, q: number): number {
  const facing = (k: number) => {
    const x = ((k % width) + 0.5 - width / 2) / focal;
    const y = (height / 2 - Math.floor(k / width) - 0.5) / focal;
    return normals[3 * p]! * x + normals[3 * p + 1]! * y - normals[3 * p + 2]!;
  };
  const there = facing(q);
  return there < -1e-6 ? (depth[p]! * facing(p)) / there : Number.POSITIVE_INFINITY;
}
