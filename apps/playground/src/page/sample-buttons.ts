import type { MiniDomainStyle } from '@ftn/synthetic';
import { byId, element } from './elements.js';

/** Named here, so that the page does not load the code that draws; the worker does. */
const styles = [
  'real',
  'clipart',
  'infograph',
  'painting',
  'quickdraw',
  'sketch',
] as const satisfies readonly MiniDomainStyle[];

/** A style that samples are drawn in. */
export type SampleStyle = (typeof styles)[number];

/** A button for each style; pressing one again asks for the next drawing. */
export function sampleButtons(draw: (style: SampleStyle, number: number) => void): void {
  const group = byId('samples', HTMLElement);
  for (const style of styles) {
    const button = element('button', style, { type: 'button' });
    let number = 0;
    button.addEventListener('click', () => draw(style, number++));
    group.append(button);
  }
}
