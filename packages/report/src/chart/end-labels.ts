import { type Markup, markup } from '../markup/markup.js';
import { FONT_SIZE, type Frame, px } from './frame.js';
import { spread } from './spread.js';
import { fitText, textWidth } from './text-width.js';

/** The right end of a curve, in the chart's units, and what the curve is called. */
export interface CurveEnd {
  readonly label: string;
  readonly color: number;
  readonly x: number;
  readonly y: number;
}

/** The height one name takes. */
export const LABEL_HEIGHT = 14;
const LONGEST_LABEL = 132;
const GAP = 22;

const shown = (label: string) => fitText(label, FONT_SIZE, LONGEST_LABEL);

/** How much room names take right of a plot. */
export function endLabelRoom(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => textWidth(shown(label), FONT_SIZE))) + GAP;
}

/** Every curve's name right of the plot at the height of its end, moved apart where ends meet. */
export function endLabels(ends: readonly CurveEnd[], frame: Frame): Markup[] {
  const at = spread(
    ends.map((end) => end.y),
    LABEL_HEIGHT,
    [frame.top, frame.height - frame.bottom],
  );
  const edge = frame.width - frame.right;
  return ends.map(({ label, color, x, y }, i) => {
    const from = x + 4;
    const leader = `M${px(from)} ${px(y)}L${px(Math.max(from, edge + 4))} ${px(y)}L${px(edge + 12)} ${px(at[i]!)}`;
    const text = shown(label);
    const title = text === label ? undefined : markup`<title>${label}</title>`;
    return markup`<path class="leader" d="${leader}"/><text class="${`name c${color}`}" x="${px(edge + 15)}" y="${px(at[i]!)}" dy="0.32em">${title}${text}</text>`;
  });
}
