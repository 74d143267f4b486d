/** How a series is drawn: one of the palette's colours and one of the dash patterns. */
export interface SeriesStyle {
  readonly color: number;
  readonly dash: number;
}

const COLORS = 8;
const DASHES = 4;

/** Chooses the style of a series by its label; the same label always looks the same. */
export type StyleOf = (label: string) => SeriesStyle;

/** A system as charts know it. */
interface Series {
  readonly method: string;
  readonly variant?: string | undefined;
  readonly label: string;
}

/**
 * Gives every method, and every variant of it, a colour and every rank of it a dash pattern (the highest is solid); labels that are no
 * system take the colours that follow, in the order they are first asked for.
 */
export function seriesStyles(systems: readonly Series[]): StyleOf {
  const keyOf = ({ method, variant }: Series) => JSON.stringify([method, variant ?? null]);
  const methods = [...new Set(systems.map(keyOf))];
  const styles = new Map<string, SeriesStyle>();
  for (const [color, method] of methods.entries()) {
    const ranks = systems.filter((system) => keyOf(system) === method);
    for (const [i, { label }] of ranks.entries()) {
      styles.set(label, { color: color % COLORS, dash: (ranks.length - 1 - i) % DASHES });
    }
  }
  let next = methods.length;
  return (label) => {
    const known = styles.get(label);
    if (known !== undefined) return known;
    const style = { color: next % COLORS, dash: Math.floor(next / COLORS) % DASHES };
    styles.set(label, style);
    next++;
    return style;
  };
}
