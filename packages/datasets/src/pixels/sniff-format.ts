/** An image format, recognised by its first bytes. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'pnm' | 'bmp' | 'heic';

const signatures: readonly (readonly [ImageFormat, number, string])[] = [
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['gif', 0, 'GIF8'],
  ['webp', 8, 'WEBP'],
  ['tiff', 0, 'II*\0'],
  ['tiff', 0, 'MM\0*'],
  ['bmp', 0, 'BM'],
];

/** Brands of a HEIF file (ISO/IEC 23008-12) whose pictures are coded by AV1, and by HEVC. */
const av1 = /^avi[fso]$/;
const hevc = /^(?:hei[cxms]|hev[cxms])$/;

/** Number of leading bytes searched for brands. */
const HEAD = 256;

/** The format whose signature the bytes carry, whatever the file is called. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD)).toString('latin1');
  if (head.startsWith('ftyp', 4)) return heifOf(head);
  if (/^P[56][\s#]/.test(head)) return 'pnm';
  return signatures.find(([, at, text]) => head.startsWith(text, at))?.[0];
}

/** The brand that comes first may say no more than "a picture" (mif1): the compatible ones say how it is coded. */
function heifOf(head: string): ImageFormat | undefined {
  const size = Buffer.from(head.slice(0, 4), 'latin1').readUInt32BE();
  const brands = [head.slice(8, 12)];
  for (let at = 16; at + 4 <= Math.min(size, head.length); at += 4) brands.push(head.slice(at, at + 4));
  for (const brand of brands) {
    if (av1.test(brand)) return 'avif';
    if (hevc.test(brand)) return 'heic';
  }
  return undefined;
}
