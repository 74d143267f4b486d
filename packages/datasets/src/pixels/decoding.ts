/**
 * Which of two conventions pixels are taken by, where they differ.
 *
 * `upright`: turned upright by EXIF, transparency laid on white, the high byte of 16 bits. `torchvision`: what
 * `PIL.Image.open(file).convert('RGB')` gives, torchvision's loader: never turned, transparency dropped with whatever colour
 * lies under it, 16-bit grey clipped at 255.
 */
export type Decoding = 'upright' | 'torchvision';
