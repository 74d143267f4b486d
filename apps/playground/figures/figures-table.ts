/** One thing that was measured. */
export interface Figure {
  readonly what: string;
  /** What it is held to, in words; empty where nothing is promised. */
  readonly bar: string;
  readonly found: string;
  /** Whether the bar is kept; null where there is none. */
  readonly kept: boolean | null;
}

/** Figures as a table in Markdown. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, bar, found, kept }) => [
    what,
    bar,
    kept === false ? `${found}, missed` : found,
  ]);
  return [['what', 'bar', 'found'], ['---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

const mark = '<!-- figures -->';

/** A page with its table between the two marks replaced. */
export function withTable(page: string, table: string): string {
  const [before, held, after] = page.split(mark);
  if (held === undefined || after === undefined) throw new Error(`the page has not two lines '${mark}'`);
  return [before, `\n\n${table}\n\n`, after].join(mark);
}
