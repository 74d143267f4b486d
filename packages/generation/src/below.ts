/** The entries whose names begin with a prefix, by what follows it. */
export function below<T>(entries: Iterable<readonly [string, T]>, prefix: string): Map<string, T> {
  return new Map(
    [...entries].flatMap(([name, value]): [string, T][] =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
