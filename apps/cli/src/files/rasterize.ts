import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const require = createRequire(import.meta.url);

/** The font the drawings of a fixed theme ask for; it comes with the command, so letters appear without any other. */
const font = {
  file: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  family: 'Inter',
} as const;

/**
 * An SVG drawing of a fixed theme as the bytes of a PNG file, `scale` pixels for each of its units.
 *
 * The machine's own fonts serve the letters that Inter lacks, such as those of Chinese class names.
 */
export function rasterize(
  svg: string,
  { scale = 2, systemFonts = true }: { scale?: number; systemFonts?: boolean } = {},
): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      fontFiles: [require.resolve(font.file)],
      loadSystemFonts: systemFonts,
      defaultFontFamily: font.family,
    },
  });
  return image.render().asPng();
}
