import { UsageError } from '@ftn/errors';

/**
 * The element of the page with an id.
 *
 * @throws UsageError where the page has no such element: its parts are of different versions
 */
export function byId<T extends Element>(id: string, kind: abstract new (...args: never[]) => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new UsageError(`the page has no '${id}'`, { expected: kind.name, hint: 'Reload the page.' });
}

/** An element with text, which is never read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Options of a select, the value of which stays where it is still there. */
export function setOptions(
  select: HTMLSelectElement,
  values: readonly (readonly [value: string, text: string])[],
): void {
  const before = select.value;
  select.replaceChildren(...values.map(([value, text]) => element('option', text, { value })));
  if (values.some(([value]) => value === before)) select.value = before;
}
