/** The command as it was typed, for headers and reports; words with other characters are quoted. */
export function typedCommand(words: readonly string[]): string {
  const quoted = words.map((word) =>
    /^[\w./:=,@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['ftn', ...quoted].join(' ');
}
