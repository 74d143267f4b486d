import { type Markup, markup } from '../markup/markup.js';

/** A chart's size in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A chart drawn twice, for a wide page and for a narrow one, so that its letters have the same size on both;
 * the style sheet shows one of them, to screen readers too.
 */
export function figure(
  id: string,
  { title, caption, wide, narrow }: { title?: string; caption?: string; wide: Size; narrow: Size },
  draw: (options: Size & { id: string }) => Markup,
): Markup {
  return markup`<figure>
${title !== undefined && markup`<figcaption class="title">${title}</figcaption>`}
<div class="wide">${draw({ ...wide, id: `${id}w` })}</div>
<div class="narrow">${draw({ ...narrow, id: `${id}n` })}</div>
${caption !== undefined && markup`<p class="legend">${caption}</p>`}
</figure>
`;
}
