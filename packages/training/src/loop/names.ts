/** A map's values under longer names. */
export function withPrefix<T>(prefix: string, values: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...values].map(([name, value]) => [`${prefix}${name}`, value]));
}

/** The values whose names begin with a prefix, by what follows it. */
export function sectionOf<T>(prefix: string, values: ReadonlyMap<string, T>): Map<string, T> {
  const section = [...values].filter(([name]) => name.startsWith(prefix));
  return new Map(section.map(([name, value]) => [name.slice(prefix.length), value]));
}
