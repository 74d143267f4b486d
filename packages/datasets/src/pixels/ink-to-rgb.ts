/** a·b/255 to the nearest whole number. */
const product = (a: number, b: number) => Math.round((a * b) / 255);

/**
 * CMYK bytes (0 no ink, 255 full) to RGB without a colour profile: (255 − C)(255 − K)/255, as PIL computes it, and so for M
 * and Y; a fifth channel is transparency, laid on white.
 */
export function inkToRgb(data: Uint8Array, channels: number): Uint8Array {
  const pixels = data.length / channels;
  const rgb = new Uint8Array(3 * pixels);
  for (let p = 0; p < pixels; p++) {
    const at = p * channels;
    const light = 255 - data[at + 3]!;
    const alpha = channels > 4 ? data[at + 4]! : 255;
    for (let c = 0; c < 3; c++) {
      const colour = light - product(data[at + c]!, light);
      rgb[3 * p + c] = alpha === 255 ? colour : product(colour, alpha) + 255 - alpha;
    }
  }
  return rgb;
}
