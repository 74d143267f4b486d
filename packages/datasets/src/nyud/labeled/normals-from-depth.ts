/** A pinhole camera in pixels. */
export interface Intrinsics {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
}

/** NYUD's colour camera at 480 × 640, as its toolbox gives it (Silberman et al. 2012). */
export const nyudCamera: Intrinsics = {
  fx: 518.85790117,
  fy: 519.46961112,
  cx: 325.58244941,
  cy: 253.73616633,
};

/** Half the window's side: 7 × 7 pixels. */
const REACH = 3;

/** Neighbours whose inverse depth differs by more than this share of the pixel's are on another surface. */
const SAME_SURFACE = 0.05;

/**
 * Surface normals from z-depth: the plane that fits each pixel's window best.
 *
 * On a plane n · X = d the inverse depth is linear in the viewing direction, 1/z = (n / d) · (u, v, 1) with
 * u = (x − cx) / fx and v = (y − cy) / fy; its three numbers are found by least squares over the 7 × 7 pixels whose
 * inverse depth is within 5 % of the middle's, and their direction is the normal. The result is in the frame of
 * every map here (x right, y up, z towards the camera) and 0 0 0 where depth is unknown or fewer than six
 * neighbours are left.
 */
export function normalsFromDepth(
  depth: Float32Array,
  height: number,
  width: number,
  camera: Intrinsics,
): Float32Array {
  const normals = new Float32Array(3 * depth.length);
  // Sums of the normal equations: u², uv, u, v², v, 1 and uw, vw, w with w = 1/z.
  const sums = new Float64Array(9);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (!(depth[p]! > 0)) continue;
      collect(depth, height, width, x, y, camera, sums);
      if (sums[5]! < 6) continue;
      solve(sums, (x - camera.cx) / camera.fx, (y - camera.cy) / camera.fy, normals, 3 * p);
    }
  }
  return normals;
}

/** Adds up the window around a pixel; directions are counted from its own, which keeps the sums well conditioned. */
function collect(
  depth: Float32Array,
  height: number,
  width: number,
  x: number,
  y: number,
  { fx, fy }: Intrinsics,
  sums: Float64Array,
): void {
  sums.fill(0);
  const middle = 1 / depth[y * width + x]!;
  for (let j = Math.max(y - REACH, 0); j <= Math.min(y + REACH, height - 1); j++) {
    for (let i = Math.max(x - REACH, 0); i <= Math.min(x + REACH, width - 1); i++) {
      const z = depth[j * width + i]!;
      if (!(z > 0)) continue;
      const w = 1 / z;
      if (Math.abs(w - middle) > SAME_SURFACE * middle) continue;
      const u = (i - x) / fx;
      const v = (j - y) / fy;
      sums[0]! += u * u;
      sums[1]! += u * v;
      sums[2]! += u;
      sums[3]! += v * v;
      sums[4]! += v;
      sums[5]! += 1;
      sums[6]! += u * w;
      sums[7]! += v * w;
      sums[8]! += w;
    }
  }
}

/** Solves the 3 × 3 equations by Cramer's rule and writes the unit normal at direction (u0, v0), turned to the camera. */
function solve(sums: Float64Array, u0: number, v0: number, out: Float32Array, at: number): void {
  const [uu, uv, u, vv, v, n, uw, vw, w] = sums as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const c00 = vv * n - v * v;
  const c01 = v * u - uv * n;
  const c02 = uv * v - vv * u;
  const determinant = uu * c00 + uv * c01 + u * c02;
  // All neighbours on one line fix no plane.
  if (!(determinant > 1e-9 * uu * vv * n)) return;
  const c11 = uu * n - u * u;
  const c12 = uv * u - uu * v;
  const c22 = uu * vv - uv * uv;
  const a = c00 * uw + c01 * vw + c02 * w;
  const b = c01 * uw + c11 * vw + c12 * w;
  const c = c02 * uw + c12 * vw + c22 * w - a * u0 - b * v0;
  const length = Math.sqrt(a * a + b * b + c * c);
  if (!(length > 0)) return;
  // (a, b, c) points away from the camera (its product with the direction is 1/z > 0), in a frame of x right,
  // y down, z ahead.
  out[at] = -a / length;
  out[at + 1] = b / length;
  out[at + 2] = c / length;
}
