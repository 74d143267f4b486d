/** Blurs a `width` × `height` plane in place by a box of 2·radius + 1 pixels each way; outside counts as 0. */
export function boxBlur(data: Float32Array, width: number, height: number, radius: number): void {
  if (radius < 1) return;
  const line = new Float64Array(Math.max(width, height));
  const run = (start: number, step: number, n: number) => {
    for (let i = 0; i < n; i++) line[i] = data[start + i * step]!;
    let sum = 0;
    for (let i = 0; i < Math.min(radius, n); i++) sum += line[i]!;
    for (let i = 0; i < n; i++) {
      if (i + radius < n) sum += line[i + radius]!;
      if (i - radius - 1 >= 0) sum -= line[i - radius - 1]!;
      data[start + i * step] = sum / (2 * radius + 1);
    }
  };
  for (let row = 0; row < height; row++) run(row * width, 1, width);
  for (let column = 0; column < width; column++) run(column, width, height);
}
