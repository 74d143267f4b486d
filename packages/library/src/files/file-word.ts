import { forFileName } from '@ftn/errors';

/** A text as a part of a file's name: lower-case words with hyphens, signs in words. */
export function fileWord(text: string): string {
  const word = text
    .toLowerCase()
    .replaceAll(/(^|[^\p{L}\p{N}])-(?=[\d.])/gu, '$1 minus ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return forFileName(word);
}
