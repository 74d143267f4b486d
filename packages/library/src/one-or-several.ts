/** One value or several, as a list: what options that may be repeated are given as. */
export const listOf = <T>(values: T | readonly T[]): readonly T[] =>
  Array.isArray(values) ? values : [values as T];
