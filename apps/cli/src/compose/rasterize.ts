import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const require = createRequire(import.meta.url);

/** The font the drawings of a fixed theme ask for; it comes with the command, so letters appear without any other. */
const font = {
  file: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  family: 'Inter',
} as const;

/** An SVG drawing as the bytes of a PNG file, `scale` pixels for each of its units. */
export function rasterize(svg: string, scale = 2): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    // The machine's fonts are for letters that Inter lacks, such as Chinese class names.
    font: { fontFiles: [require.resolve(font.file)], loadSystemFonts: true, defaultFontFamily: font.family },
  });
  return image.render().asPng();
}
