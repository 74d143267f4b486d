/** A value as text, of a hash its beginning: enough to see that it changed. */
const brief = (text: string) => text.replace(/^"([0-9a-f]{12})[0-9a-f]{52}"$/, '$1…');

/** Leaves of a plain tree by dotted path. */
function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Map([[path, JSON.stringify(value) ?? 'nothing']]);
  }
  const all = new Map<string, string>();
  for (const [key, child] of Object.entries(value)) {
    for (const [name, leaf] of leaves(child, path ? `${path}.${key}` : key)) all.set(name, leaf);
  }
  return all;
}

/** The most elements of a list that are spelt out. */
const spelt = 8;

/** Two lists as text: whole where they are short, else how long they are and where they first differ. */
function briefLists(before: readonly unknown[], now: readonly unknown[]): string {
  const same = (value: unknown, i: number) => JSON.stringify(value) === JSON.stringify(now[i]);
  const found = before.findIndex((value, i) => !same(value, i));
  const at = found < 0 ? before.length : found;
  const element = (list: readonly unknown[]) => (at < list.length ? JSON.stringify(list[at]) : 'nothing');
  return `${before.length} values → ${now.length}, first other at ${at}: ${element(before)} → ${element(now)}`;
}

function briefly(before: string, now: string): string {
  const lists = [before, now].map((text): unknown => (text.startsWith('[') ? JSON.parse(text) : null));
  const [a, b] = lists;
  if (Array.isArray(a) && Array.isArray(b) && Math.max(a.length, b.length) > spelt) return briefLists(a, b);
  return `${brief(before)} → ${brief(now)}`;
}

/** Every leaf in which two settings differ, as `name: before → now`. */
export function settingsDiff(before: unknown, now: unknown): string[] {
  const a = leaves(before);
  const b = leaves(now);
  // A value that is not defined is left out of what is kept.
  const of = (all: ReadonlyMap<string, string>, name: string) => all.get(name) ?? 'nothing';
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => of(a, name) !== of(b, name))
    .map((name) => `${name}: ${briefly(of(a, name), of(b, name))}`);
}
