/** A text as a part of a file's name: lower-case words with hyphens. */
export function fileWord(text: string): string {
  const word = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return word || 'figure';
}
