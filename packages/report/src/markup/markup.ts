import { plainText } from '../text/plain-text.js';

/** Text that is HTML or SVG already; only `markup` makes it. */
export class Markup {
  readonly text: string;

  /** Takes `text` as it stands: for constants of this package, never for anything that was read. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text and numbers are escaped, markup stands as it is, nothing stays nothing. */
export type Part = string | number | Markup | readonly Part[] | undefined | false;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** `text` as it may stand between tags and within a quoted attribute. */
function escapeMarkup(text: string): string {
  return plainText(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);
}

/**
 * A template of HTML or SVG in which every value is escaped unless it is markup itself.
 *
 * Values stand between tags or within double quotes, never as the name of a tag or an attribute.
 */
export function markup(strings: TemplateStringsArray, ...values: Part[]): Markup {
  return new Markup(strings.reduce((text, part, i) => text + write(values[i - 1]) + part));
}

function write(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? escapeMarkup(part) : part.map(write).join('');
}
