import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The lines of a stream that are not empty. */
export async function readLines(input: Readable): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') lines.push(line);
  }
  return lines;
}
