/** Characters that no file system's names may hold, or that mean a folder. */
const unfit = /[/\\:*?"<>|\p{Cc}]/gu;

/**
 * A folder's name for every class, such that sorting the folders gives the classes in their order: the
 * class's own name with unfit characters replaced by '-' where that is enough, else with its number before it.
 */
export function classFolderNames(classes: readonly string[]): string[] {
  const plain = classes.map((name) => name.replace(unfit, '-').replace(/^[. ]+|[. ]+$/g, '') || '-');
  const rising = plain.every(
    (name, i) => i === 0 || Buffer.compare(Buffer.from(plain[i - 1]!), Buffer.from(name)) < 0,
  );
  if (rising) return plain;
  const digits = String(classes.length).length;
  return plain.map((name, i) => `${String(i + 1).padStart(digits, '0')}.${name}`);
}
