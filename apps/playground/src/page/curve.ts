import { byId } from './elements.js';

const svg = byId('curve', SVGSVGElement);
const namespace = 'http://www.w3.org/2000/svg';

/** What is left around the curve for words, in CSS pixels: drawn to the picture's own width, they have the page's size. */
const margin = { left: 34, right: 46 };
const frame = { top: 12, bottom: 136 };

/** The width that is drawn to, before the picture is shown and has one. */
const usual = 600;

/** One value of a curve: how far training has come, 0 to 1, and the value. */
export type Point = readonly [progress: number, value: number];

function draw(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

const right = () => (svg.clientWidth || usual) - margin.right;
const x = (progress: number) => margin.left + progress * (right() - margin.left);
const y = (part: number) => frame.bottom - part * (frame.bottom - frame.top);

const line = (points: readonly Point[], most: number, kind: string) =>
  draw('polyline', {
    class: kind,
    points: points
      .map(([progress, value]) => `${x(progress).toFixed(1)},${y(value / most).toFixed(1)}`)
      .join(' '),
  });

let shown: readonly [losses: readonly Point[], accuracies: readonly Point[]] | undefined;

/** Draws loss on the left axis and, where there is any, held-out accuracy (%) on the right one. */
export function showCurve(losses: readonly Point[], accuracies: readonly Point[]): void {
  shown = [losses, accuracies];
  svg.toggleAttribute('hidden', false);
  redraw();
  const last = losses.at(-1)?.[1].toFixed(2) ?? 'none';
  const accuracy = accuracies.at(-1)?.[1].toFixed(0);
  svg.setAttribute(
    'aria-label',
    `Loss of training: ${losses.length} steps, the last ${last}${accuracy === undefined ? '' : `; held-out accuracy ${accuracy} %`}`,
  );
}

function redraw(): void {
  if (!shown) return;
  const [losses, accuracies] = shown;
  const most = Math.max(0.1, ...losses.map(([, value]) => value));
  const parts = [
    draw('line', { x1: margin.left, x2: right(), y1: frame.bottom, y2: frame.bottom }),
    draw('text', { x: margin.left - 6, y: frame.top + 4, 'text-anchor': 'end' }, most.toFixed(1)),
    draw('text', { x: margin.left - 6, y: frame.bottom, 'text-anchor': 'end' }, '0'),
    draw('text', { x: margin.left, y: frame.bottom + 18 }, 'loss'),
    line(losses, most, 'loss'),
  ];
  if (accuracies.length > 0) {
    parts.push(
      draw('text', { x: right() + 6, y: frame.top + 4 }, '100 %'),
      draw('text', { x: right(), y: frame.bottom + 18, 'text-anchor': 'end' }, 'dashed: held-out accuracy'),
      line(accuracies, 100, 'accuracy'),
    );
  }
  svg.replaceChildren(...parts);
}

new ResizeObserver(redraw).observe(svg);
