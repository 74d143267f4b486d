/** A decoded image: RGB bytes, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The RGB form of stored pixels; grey is repeated in all three channels. */
export function toRgb(data: Uint8Array, width: number, height: number, channels: number): Pixels {
  if (channels === 3) return { data, width, height };
  const rgb = new Uint8Array(width * height * 3);
  for (let k = 0; k < width * height; k++) {
    const grey = data[k * channels]!;
    rgb[3 * k] = grey;
    rgb[3 * k + 1] = grey;
    rgb[3 * k + 2] = grey;
  }
  return { data: rgb, width, height };
}
