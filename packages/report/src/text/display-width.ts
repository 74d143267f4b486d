const MARK = /\p{Mark}|\u200b|\u200d/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** How many columns of a terminal `text` takes: none for combining marks, two for wide characters. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (MARK.test(character)) continue;
    width += character > '\u00ff' && WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** `text` filled with spaces to `width` columns, at its end or (for numbers) its start. */
export function pad(text: string, width: number, side: 'start' | 'end'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'start' ? space + text : text + space;
}
