/** Adds items to a list; `push(...items)` overflows the stack from about a hundred thousand on. */
export function addAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
