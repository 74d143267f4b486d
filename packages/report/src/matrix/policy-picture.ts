import { chartSvg, px } from '../chart/frame.js';
import type { ChartOptions } from '../chart/line-chart.js';
import { textWidth } from '../chart/text-width.js';
import { type Markup, markup } from '../markup/markup.js';
import type { BlockPolicy } from '../types.js';
import { layOutMatrix, shownName } from './matrix-layout.js';
import { matrixNames } from './matrix-names.js';

const LEGEND = {
  selected: 'runs the block',
  skipped: 'skips it',
  number: 'number: probability, %',
};

/** The policy of every domain over the blocks: filled where it runs a block, outlined where it skips it. */
export function policyPicture(policy: BlockPolicy, options: ChartOptions = {}): Markup {
  const { width = 960, id = 'policy' } = options;
  const { blocks, domains } = policy;
  // Blocks run across where there is room for a number in each, and down otherwise.
  const side = Math.max(0, ...domains.map((domain) => textWidth(shownName(domain, 12), 12)));
  const across = (width - side - 20) / Math.max(1, blocks.length) >= 34;
  const [rows, columns] = across ? [domains, blocks] : [blocks, domains];
  const layout = layOutMatrix(rows, columns, { width, above: 30, cells: { min: 30, max: 64, height: 24 } });
  const cells = rows.flatMap((_, r) =>
    columns.map((_, c) => {
      const [d, b] = across ? [r, c] : [c, r];
      const runs = policy.selected[d]![b]!;
      const percent = Math.round(100 * policy.probabilities[d]![b]!);
      const [x, y] = [layout.left + c * layout.cellWidth, layout.rowAt(r)];
      const title = `${policy.domains[d]} ${runs ? 'runs' : 'skips'} ${policy.blocks[b]}: probability ${percent} %`;
      return markup`<g class="${runs ? 'runs' : 'skips'}"><rect x="${px(x + 1.5)}" y="${px(y + 1.5)}" width="${px(layout.cellWidth - 3)}" height="${px(layout.cellHeight - 3)}" rx="3"/><text x="${px(x + layout.cellWidth / 2)}" y="${px(y + layout.cellHeight / 2)}" dy="0.35em" font-size="11" text-anchor="middle">${percent}</text><title>${title}</title></g>`;
    }),
  );
  const frame = { width: layout.width, height: layout.height, left: 0, right: 0, top: 0, bottom: 0 };
  const text = { title: policy.title, description: describe(policy), xLabel: '', yLabel: '' };
  return chartSvg(id, frame, text, [legend(), ...matrixNames(rows, columns, layout), ...cells]);
}

function legend(): Markup {
  const second = 20 + textWidth(LEGEND.selected, 12) + 14;
  const third = second + 20 + textWidth(LEGEND.skipped, 12) + 14;
  const box = (kind: string, x: number) =>
    markup`<g class="${kind}"><rect x="${px(x + 0.75)}" y="2.75" width="13" height="13" rx="2.5"/></g>`;
  const word = (x: number, text: string) =>
    markup`<text class="tick" x="${px(x)}" y="9.5" dy="0.34em">${text}</text>`;
  return markup`${box('runs', 0)}${word(20, LEGEND.selected)}${box('skips', second)}${word(second + 20, LEGEND.skipped)}${word(third, LEGEND.number)}`;
}

function describe({ blocks, domains, selected }: BlockPolicy): string {
  const parts = domains.map((domain, d) => {
    const skipped = blocks.filter((_, b) => !selected[d]![b]);
    return `${domain} skips ${skipped.length > 0 ? skipped.join(', ') : 'none'}`;
  });
  return `Which of ${blocks.length} blocks each domain runs. ${parts.join('; ')}.`;
}
