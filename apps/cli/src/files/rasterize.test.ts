import { renderHeatMap, renderLineChart } from '@ftn/report';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { rasterize } from './rasterize.js';

/** Grey values of a drawing's PNG. */
async function pixelsOf(svg: string): Promise<{ grey: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(rasterize(svg, { scale: 1, systemFonts: false }))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { grey: data, width: info.width, height: info.height };
}

/** How many pixels two drawings of the same size do not share. */
async function difference(a: string, b: string): Promise<number> {
  const [one, other] = [await pixelsOf(a), await pixelsOf(b)];
  expect([one.width, one.height]).toEqual([other.width, other.height]);
  return one.grey.filter((value, i) => Math.abs(value - other.grey[i]!) > 40).length;
}

const curve = (label: string) => ({
  title: 'loss',
  xLabel: 'epoch',
  yLabel: label,
  curves: [
    {
      label: 'a',
      points: [
        { x: 0, y: 1 },
        { x: 1, y: 0 },
      ],
    },
  ],
});

describe('rasterize', () => {
  it('draws letters with the bundled font on a machine without fonts', async () => {
    // The y axis is named at the top left; letters are what differs from the same drawing without them.
    const ink = await difference(
      renderLineChart(curve('mmmmmmmm'), { theme: 'light' }),
      renderLineChart(curve(''), { theme: 'light' }),
    );
    expect(ink).toBeGreaterThan(150);
    const norm = await difference(
      renderLineChart(curve('‖ΔW‖'), { theme: 'light' }),
      renderLineChart(curve(''), { theme: 'light' }),
    );
    expect(norm).toBeGreaterThan(30);
  });

  it('paints light drawings on white, dark ones on black, and series in their colours', async () => {
    for (const [theme, paper] of [
      ['light', 255],
      ['dark', 23],
    ] as const) {
      const { grey } = await pixelsOf(renderLineChart(curve('y'), { theme }));
      expect(grey[0]).toBe(paper);
    }
    const svg = renderLineChart(curve('y'), { theme: 'light' });
    const { data } = await sharp(rasterize(svg, { scale: 1, systemFonts: false }))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rust = data.findIndex(
      (v, i) => i % 4 === 0 && v === 0xb5 && data[i + 1] === 0x40 && data[i + 2] === 0x0f,
    );
    expect(rust).toBeGreaterThan(0);
  });

  it('shows every cell of a heat map of 53 layers in its own colour', async () => {
    const rows = Array.from({ length: 53 }, (_, i) => `layer${i >> 4}.${i}.conv1`);
    const map = { title: 'm', rows, columns: ['a', 'b', 'c', 'd', 'e'], scaleLabel: 'norm' };
    const values = rows.map((_, r) => [0, 1, 2, 3, 4].map((c) => (r === 52 && c === 4 ? 1 : 0)));
    const svg = renderHeatMap({ ...map, values }, { theme: 'light' });
    const { data, info } = await sharp(rasterize(svg, { scale: 1, systemFonts: false }))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const count = (color: readonly number[]) => {
      let n = 0;
      for (let i = 0; i < data.length; i += 3) if (color.every((part, c) => data[i + c] === part)) n++;
      return n;
    };
    expect(info.height).toBeGreaterThan(53 * 15);
    const [low, high] = [count([0x44, 0x01, 0x54]), count([0xfd, 0xe7, 0x25])];
    // 264 cells of one colour and one of the other, each of the same size.
    expect(low / high).toBeGreaterThan(240);
    expect(low / high).toBeLessThan(280);
  });

  it('draws markup in a name as text', async () => {
    const name = '</text><script>m</script>"><';
    const [named, unnamed] = [name, ''].map((text) => renderLineChart(curve(text), { theme: 'light' }));
    expect(await difference(named!, unnamed!)).toBeGreaterThan(300);
  });
});
