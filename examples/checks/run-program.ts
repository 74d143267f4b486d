import { vi } from 'vitest';

/** What a program prints: the words of each line, by `console.log`. */
export async function printed(program: () => Promise<unknown>): Promise<unknown[][]> {
  const lines: unknown[][] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...words) => {
    lines.push(words);
  });
  try {
    await program();
  } finally {
    log.mockRestore();
  }
  return lines;
}
