/** Sizes of DeepLabv3+'s decoder; those left out are the paper's. */
export interface Decoder {
  /** Channels inside the decoder. */
  readonly width?: number;
  /** Channels the features of a quarter of the image's size are reduced to. */
  readonly lowLevelWidth?: number;
  /** Dilation rates of the spatial pyramid. */
  readonly rates?: readonly number[];
}

/** The sizes that are said, without those that are not. */
export function givenSizes({
  width,
  lowLevelWidth,
  rates,
}: { [K in keyof Decoder]: Decoder[K] | undefined }): Decoder {
  return {
    ...(width === undefined ? {} : { width }),
    ...(lowLevelWidth === undefined ? {} : { lowLevelWidth }),
    ...(rates === undefined ? {} : { rates }),
  };
}
