import { base64 } from '../image/base64.js';
import { encodePng } from '../image/png.js';
import { Markup, markup } from '../markup/markup.js';
import type { SampleGroup, SampleImage } from '../types.js';

/** Small images are enlarged by a whole number to at least this many CSS pixels; larger ones are shown at this. */
const SHOWN_SIZE = 96;

/** Sample images under their headings, each with its caption and whether the model was right. */
export function sampleGroups(groups: readonly SampleGroup[]): Markup | undefined {
  const filled = groups.filter(({ images }) => images.length > 0);
  if (filled.length === 0) return undefined;
  const parts = filled.map(
    ({ title, images }) => markup`<h3>${title}</h3>
<ul class="samples">
${images.map(sample)}</ul>
`,
  );
  return markup`${parts}`;
}

function sample(image: SampleImage): Markup {
  const { caption, detail, correct, width, height } = image;
  const source = new Markup(`data:image/png;base64,${base64(encodePng(image))}`);
  const larger = Math.max(width, height);
  const factor =
    larger < SHOWN_SIZE ? Math.ceil(SHOWN_SIZE / larger) : Math.min(1, (SHOWN_SIZE * 4) / 3 / larger);
  const shape = factor > 1 ? 'pixels' : 'smooth';
  const verdict =
    correct !== undefined &&
    markup`<span class="${correct ? 'right' : 'wrong'}"><span aria-hidden="true">${correct ? '✓' : '✗'}</span><span class="hidden">${correct ? 'right: ' : 'wrong: '}</span></span> `;
  return markup`<li><figure>
<img class="${shape}" src="${source}" width="${Math.round(width * factor)}" height="${Math.round(height * factor)}" alt="">
<figcaption>${verdict}${caption}${detail !== undefined && markup`<small>${detail}</small>`}</figcaption>
</figure></li>
`;
}
