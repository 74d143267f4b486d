/** The arrays that maps are kept in. */
export type Plane = Uint8Array | Float32Array;

function emptyLike<P extends Plane>(data: P, length: number): P {
  return (data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)) as P;
}

/** A box of an image: its corner and size in pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Cuts a box out of a map that is `width` pixels wide. */
export function cropPlane<P extends Plane>(data: P, width: number, channels: number, box: Box): P {
  const row = box.width * channels;
  const out = emptyLike(data, box.height * row);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.top + y) * width + box.left) * channels;
    out.set(data.subarray(from, from + row), y * row);
  }
  return out;
}

/** Lays a map of `height` × `width` into a box's place on a ground of `fill`; `box` is the ground's size and the map's corner. */
export function padPlane<P extends Plane>(
  data: P,
  height: number,
  width: number,
  box: Box,
  fill: readonly number[],
): P {
  const channels = fill.length;
  const out = emptyLike(data, box.height * box.width * channels);
  if (fill.every((v) => v === fill[0])) out.fill(fill[0]!);
  else for (let k = 0; k < out.length; k++) out[k] = fill[k % channels]!;
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    out.set(data.subarray(y * row, (y + 1) * row), ((box.top + y) * box.width + box.left) * channels);
  }
  return out;
}

/** The mirror image. */
export function flipPlane<P extends Plane>(data: P, width: number, channels: number): P {
  const out = emptyLike(data, data.length);
  const row = width * channels;
  for (let start = 0; start < data.length; start += row) {
    for (let x = 0; x < width; x++) {
      const from = start + x * channels;
      const to = start + (width - 1 - x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = data[from + c]!;
    }
  }
  return out;
}
