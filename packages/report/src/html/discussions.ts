import { type Markup, markup } from '../markup/markup.js';
import type { Discussion } from '../types.js';

/** Paragraphs, each text under its own heading where there are several. */
export function discussionText(discussions: readonly Discussion[]): Markup[] {
  return discussions.map(
    ({ title, paragraphs }, i) => markup`<section aria-labelledby="${`d${i}`}">
<h2 id="${`d${i}`}">${title}</h2>
${paragraphs.map((paragraph) => markup`<p class="prose">${paragraph}</p>\n`)}</section>
`,
  );
}
