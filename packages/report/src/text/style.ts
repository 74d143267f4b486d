/** Puts emphasis on a text in a terminal, or leaves it alone where colour is off. */
export interface TerminalStyle {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
}

const sgr = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;
const asIs = (text: string) => text;

/** Terminal emphasis with SGR codes, or none. */
export function terminalStyle(color: boolean): TerminalStyle {
  return color
    ? { bold: sgr(1, 22), dim: sgr(2, 22), accent: sgr(32, 39) }
    : { bold: asIs, dim: asIs, accent: asIs };
}
