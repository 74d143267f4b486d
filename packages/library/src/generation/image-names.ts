import { fileWord } from '../files/file-word.js';

/** The names, made unique: equal ones get a number. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let n = 2; taken.has(own); n++) own = `${name}-${n}`;
    taken.add(own);
    return own;
  });
}

/** The file of every image of some rows, `ROW-NUMBER-CLASS.png`, no two alike. */
export function imageNames(
  rows: readonly { readonly name: string; readonly classes: readonly string[] }[],
): string[][] {
  const words = distinct(rows.map(({ name }) => fileWord(name)));
  const named = rows.map(({ classes }, r) => {
    const digits = String(classes.length).length;
    return classes.map((label, i) => `${words[r]}-${String(i + 1).padStart(digits, '0')}-${fileWord(label)}`);
  });
  const all = distinct(named.flat()).map((name) => `${name}.png`);
  return named.map((row) => all.splice(0, row.length));
}
