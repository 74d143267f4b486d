import { gunzipSync } from 'node:zlib';
import { FormatError } from '@ftn/errors';
import { readRegularFile } from '@ftn/errors/node';

/** The array an IDX file holds: unsigned bytes, last dimension fastest. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  /** Where the data starts in the (unpacked) file. */
  readonly offset: number;
}

/** Nothing larger is unpacked: the largest published set (EMNIST by class) is about 550 MB. */
const MAX_BYTES = 1024 * 1024 * 1024;

/**
 * Reads an IDX file of unsigned bytes, gzipped or not, with `dimensions` dimensions.
 *
 * Layout (LeCun et al.): 0, 0, type (8 = unsigned byte), dimensions, each dimension as a big-endian 32-bit number,
 * then the data.
 *
 * @throws FormatError with the offset where it is anything else
 */
export async function readIdx(file: string, dimensions: number): Promise<IdxArray> {
  const packed = await readRegularFile(file, { limit: MAX_BYTES, hint: 'Check the path.' });
  const bytes = unpack(Buffer.from(packed.buffer), file);
  const headerEnd = 4 + 4 * dimensions;
  const magic = bytes.length < 4 ? undefined : bytes.readUInt32BE(0);
  if (magic !== undefined && magic !== 0x0800 + dimensions) {
    throw new FormatError('not an IDX file of this kind', {
      file,
      offset: 0,
      expected: `magic number ${hex(0x0800 + dimensions)} (unsigned bytes, dimensions: ${dimensions})`,
      got: hex(magic),
      hint: 'Check that images and labels are not swapped.',
    });
  }
  if (bytes.length < headerEnd) {
    throw new FormatError('the IDX header is cut off', {
      file,
      offset: bytes.length,
      expected: `${headerEnd} bytes`,
      got: String(bytes.length),
      hint: 'Download the file again.',
    });
  }
  const shape = Array.from({ length: dimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const size = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== headerEnd + size) {
    const short = bytes.length < headerEnd + size;
    throw new FormatError(short ? 'the IDX data is cut off' : 'bytes follow the IDX data', {
      file,
      offset: short ? bytes.length : headerEnd + size,
      expected: `${shape.join(' × ')} = ${size} bytes of data`,
      got: String(bytes.length - headerEnd),
      hint: 'Download the file again.',
    });
  }
  return { shape, data: bytes.subarray(headerEnd), offset: headerEnd };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** Decompresses gzip, recognised by its first bytes and not by the file's name. */
function unpack(bytes: Buffer, file: string): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FormatError(
      tooLarge ? 'the gzip data unpacks to more than is allowed' : 'the gzip data is broken or cut off',
      {
        file,
        ...(tooLarge ? { expected: `at most ${MAX_BYTES} bytes` } : {}),
        hint: 'Download the file again.',
        cause,
      },
    );
  }
}
