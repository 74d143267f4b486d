/** Red, green and blue, 0 to 1 as shown on a screen. */
export type Rgb = readonly [number, number, number];

/** A colour by hue (in turns), saturation and value. */
export function hsv(hue: number, saturation: number, value: number): Rgb {
  const h = (hue - Math.floor(hue)) * 6;
  const channel = (offset: number) => {
    const k = (offset + h) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

/** `a` for t = 0, `b` for t = 1. */
export function blend(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** The colour with its light multiplied by `k`. */
export function scaled(a: Rgb, k: number): Rgb {
  return [Math.min(a[0] * k, 1), Math.min(a[1] * k, 1), Math.min(a[2] * k, 1)];
}

/** The perceived lightness (Rec. 601 luma). */
export function luma(a: Rgb): number {
  return 0.299 * a[0] + 0.587 * a[1] + 0.114 * a[2];
}
