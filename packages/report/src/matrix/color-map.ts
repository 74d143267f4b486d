// Every fifth colour of viridis (S. van der Walt and N. Smith, CC0): equal steps look equally large, lightness
// only rises, so it reads in grey and with any kind of colour vision.
const VIRIDIS =
  '44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b38598c355e8d' +
  '33638d31688e2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b1e9c891fa18821a58524aa83' +
  '28ae802eb37c35b7793dbc7446c06f50c46a5ac86465cb5e70cf577cd25089d54895d840a2da37b0dd2fbddf26cae11f' +
  'd8e219e5e419f1e51dfde725';

const anchors = Array.from({ length: VIRIDIS.length / 6 }, (_, i) =>
  [0, 2, 4].map((at) => Number.parseInt(VIRIDIS.slice(i * 6 + at, i * 6 + at + 2), 16)),
);

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour of a value from 0 (dark violet) to 1 (yellow); values beyond take the colour of the nearest end. */
export function viridis(value: number): Rgb {
  const place = Math.min(1, Math.max(0, value)) * (anchors.length - 1);
  const from = Math.min(anchors.length - 2, Math.floor(place));
  const [a, b] = [anchors[from]!, anchors[from + 1]!];
  const [red, green, blue] = a.map((part, c) => Math.round(part + (b[c]! - part) * (place - from)));
  return [red!, green!, blue!];
}

/** A colour as SVG writes it: `#21918c`. */
export function hexColor(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
