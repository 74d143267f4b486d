const NARROW = /[iljtfrI.,:;'|!()[\] ]/;
const BROAD = /[mwMWÅÆŒ@%—…]/;
const CAPITAL = /\p{Lu}/u;

/** About how wide a text is in a sans-serif of `size`, in the same unit; errs on the wide side. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) {
    if (character > '\u2e80') ems += 1;
    else if (NARROW.test(character)) ems += 0.34;
    else if (BROAD.test(character)) ems += 0.9;
    else ems += CAPITAL.test(character) ? 0.7 : 0.58;
  }
  return ems * size;
}

/** `text`, or its beginning with `…` where it would be wider than `width`. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
