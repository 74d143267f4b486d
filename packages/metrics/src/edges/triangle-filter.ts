/** Source index of `i` when n samples are continued by mirroring them at their ends, the end sample repeated. */
function mirrored(i: number, n: number): number {
  const period = 2 * n;
  const j = ((i % period) + period) % period;
  return j < n ? j : period - 1 - j;
}

/**
 * Filters one line of n samples (`stride` apart) with the triangle [1 … r r+1 r … 1]·scale by two running sums:
 * t, the slope of the output, changes by in[i−1−q] − 2·in[i−1] + in[i−1+q] with q = r+1, and u adds up t.
 *
 * Every step is rounded to single precision in the order of pdollar's toolbox. Where the second derivatives vanish,
 * the rounding decides the sign that orients an edge, so that only the same rounding gives the same edges.
 */
function filterLine(
  input: Float32Array,
  output: Float32Array,
  start: number,
  stride: number,
  n: number,
  radius: number,
  scale: number,
): void {
  const q = radius + 1;
  let t = input[start]!;
  let u = t;
  for (let i = 1; i < q; i++) {
    t = Math.fround(t + input[start + i * stride]!);
    u = Math.fround(u + t);
  }
  u = Math.fround(scale * Math.fround(2 * u - t));
  t = 0;
  output[start] = u;
  for (let i = 1; i < n; i++) {
    const left = i > q ? i - 1 - q : q - i;
    const right = i <= n - q ? i - 1 + q : 2 * n - q - i;
    const ends = Math.fround(input[start + left * stride]! + input[start + right * stride]!);
    t = Math.fround(t + Math.fround(ends - 2 * input[start + (i - 1) * stride]!));
    u = Math.fround(u + Math.fround(scale * t));
    output[start + i * stride] = u;
  }
}

/** The same filter by its definition, for maps too small for the running sums. */
function filterSmallLine(
  input: Float32Array,
  output: Float32Array,
  start: number,
  stride: number,
  n: number,
  radius: number,
): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let d = -radius; d <= radius; d++) {
      sum += (radius + 1 - Math.abs(d)) * input[start + mirrored(i + d, n) * stride]!;
    }
    output[start + i * stride] = sum / (radius + 1) ** 2;
  }
}

/**
 * Smooths a map with the separable triangle filter [1 … r r+1 r … 1]/(r+1)², mirrored at the border:
 * `convTri` of pdollar's toolbox, equal to it in every bit on maps of more than 2r+1 pixels a side.
 */
export function triangleFilter(
  input: Float32Array,
  height: number,
  width: number,
  radius: number,
): Float32Array {
  const along = new Float32Array(input.length);
  const output = new Float32Array(input.length);
  const small = Math.min(height, width) <= 2 * radius + 1;
  const scale = Math.fround(1 / (radius + 1) ** 4);
  for (let y = 0; y < height; y++) {
    if (small) filterSmallLine(input, along, y * width, 1, width, radius);
    else filterLine(input, along, y * width, 1, width, radius, scale);
  }
  for (let x = 0; x < width; x++) {
    if (small) filterSmallLine(along, output, x, width, height, radius);
    else filterLine(along, output, x, width, height, radius, 1);
  }
  return output;
}
