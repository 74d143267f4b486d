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

/** Every leaf in which two settings differ, as `name: before → now`. */
export function settingsDiff(before: unknown, now: unknown): string[] {
  const a = leaves(before);
  const b = leaves(now);
  // A value that is not defined is left out of what is kept.
  const of = (all: ReadonlyMap<string, string>, name: string) => all.get(name) ?? 'nothing';
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => of(a, name) !== of(b, name))
    .map((name) => `${name}: ${brief(of(a, name))} → ${brief(of(b, name))}`);
}
