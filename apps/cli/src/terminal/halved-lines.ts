import type { Terminal } from './terminal.js';

/** Prints what adapters reach in half precision beside what they reached before; nothing where there are none. */
export async function printHalved(
  rows: readonly Readonly<Record<string, string>>[],
  terminal: Terminal,
): Promise<void> {
  if (rows.length === 0) return;
  const { columns } = await import('./columns.js');
  for (const line of columns(rows, terminal.screenWidth)) terminal.print(line);
}
