import { byId, element } from './elements.js';

const table = byId('norms', HTMLTableElement);

/** One row of the heat map. */
interface HeatRow {
  readonly name: string;
  /** ‖ΔW‖ / ‖W‖ by layer. */
  readonly norms: readonly number[];
}

/** The rows that are shown: another domain is chosen far more often than rows change, and drawing them is part of its time. */
let shown: readonly [layers: readonly string[], rows: readonly HeatRow[]] | undefined;

/** Rows of ‖ΔW‖ / ‖W‖ as a table whose cells are the darker the further a layer is moved: for eyes and for screen readers. */
export function showHeat(layers: readonly string[], rows: readonly HeatRow[]): void {
  if (shown?.[0] === layers && shown[1] === rows) return;
  shown = [layers, rows];
  const most = Math.max(1e-9, ...rows.flatMap(({ norms }) => norms));
  const head = element('tr');
  const corner = element('th', 'domain', { scope: 'col' });
  head.append(
    corner,
    ...layers.map((layer) => {
      const cell = element('th', '', { scope: 'col' });
      cell.append(element('span', layer));
      return cell;
    }),
  );
  const top = element('thead');
  top.append(head);
  const body = element('tbody');
  for (const { name, norms } of rows) {
    const row = element('tr');
    row.append(element('th', name, { scope: 'row', title: name }));
    for (const value of norms) {
      const cell = element('td', value === 0 ? '0' : value.toFixed(2).replace(/^0/, ''));
      cell.style.setProperty('--value', (value / most).toFixed(3));
      row.append(cell);
    }
    body.append(row);
  }
  table.replaceChildren(top, body);
}
