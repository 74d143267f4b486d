import type { Answer } from '../model/answer.js';
import type { DomainSummary } from '../model/domain-shelf.js';
import { byId, element } from './elements.js';

const body = byId('answers', HTMLTableElement).tBodies[0]!;

interface Row {
  readonly row: HTMLTableRowElement;
  readonly radio: HTMLInputElement;
  readonly answer: HTMLTableCellElement;
  readonly sure: HTMLTableCellElement;
}

const rows = new Map<string, Row>();

/** A probability for people, with all its digits for programs. */
export function probabilityOf(value: number): HTMLDataElement {
  return element('data', `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`, { value: String(value) });
}

/** Adds a domain's row. `onChosen` is told when somebody chooses it. */
export function addDomainRow(
  { name, scalars, accuracy }: DomainSummary,
  onChosen: (name: string) => void,
): void {
  const row = element('tr');
  const head = element('th', '', { scope: 'row' });
  const label = element('label');
  const radio = element('input', '', { type: 'radio', name: 'domain', value: name });
  radio.addEventListener('change', () => onChosen(name));
  label.append(radio, element('span', name));
  if (accuracy !== null) label.title = `${accuracy.toFixed(1)} % on test images, as its file says`;
  head.append(label);
  const answer = element('td', '–');
  const sure = element('td', '', { class: 'number' });
  const adds = element('td', scalars.toLocaleString('en'), { class: 'number' });
  row.append(head, answer, sure, adds);
  body.append(row);
  rows.set(name, { row, radio, answer, sure });
}

/** Shows a domain's best answer. */
export function showAnswer(name: string, { labels: [best] }: Answer): void {
  const row = rows.get(name);
  if (!row || !best) return;
  row.answer.textContent = best.label;
  row.sure.replaceChildren(probabilityOf(best.probability));
}

/** Marks the domain that is looked at. */
export function markChosen(name: string): void {
  for (const [other, { row, radio }] of rows) {
    row.classList.toggle('chosen', other === name);
    radio.checked = other === name;
  }
}

/** Takes every row away. */
export function clearRows(): void {
  rows.clear();
  body.replaceChildren();
}
