// Controls (the escape sequences of terminals begin with one), lone surrogates, and the marks that turn the
// direction of text.
const UNSAFE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\ufeff]/gu;

/**
 * One line of text that can do nothing but be read: line ends and tabs become spaces, and every other control
 * character, direction mark and lone surrogate becomes U+FFFD.
 *
 * Names of data sets, classes and files come from anywhere.
 */
export function plainText(text: string): string {
  return text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(UNSAFE, '\ufffd');
}
