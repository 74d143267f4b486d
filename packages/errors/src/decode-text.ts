import { FormatError } from './kinds.js';

/**
 * The text of a file's bytes, which have to be UTF-8; a byte order mark is left out.
 *
 * A lenient decoder would put U+FFFD in the place of what it cannot read, and a name would silently be another.
 *
 * @throws FormatError where the bytes are no UTF-8, with the offset of the first that is not
 */
export function decodeText(bytes: Uint8Array, file: string, hint = 'Save the file as UTF-8.'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('is not text', {
      file,
      offset: firstBroken(bytes),
      expected: 'UTF-8',
      hint,
      cause,
    });
  }
}

const decodes = (bytes: Uint8Array, stream: boolean): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
};

/** Where the first sequence begins that is no UTF-8: the longest prefix that decodes ends there. */
function firstBroken(bytes: Uint8Array): number {
  let sound = 0;
  let broken = bytes.length;
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    // As a stream, so that a character which the prefix cuts in two is no fault.
    if (decodes(bytes.subarray(0, middle), true)) sound = middle;
    else broken = middle;
  }
  // Back to where a character begins that is broken only further on.
  while (!decodes(bytes.subarray(0, sound), false)) sound--;
  return sound;
}
