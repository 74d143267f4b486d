import type { SeasonRequest } from '../seasons/season-generator.js';
import type { Compute } from './compute.js';
import { byId, element, setOptions } from './elements.js';
import { latestOnly } from './latest.js';
import { attempt, showProblem } from './problem.js';
import { showImage } from './show-image.js';

const start = byId('start-seasons', HTMLButtonElement);
const scene = byId('scene', HTMLSelectElement);
const another = byId('another', HTMLButtonElement);
const walk = byId('walk', HTMLButtonElement);
const pictures = byId('pictures', HTMLElement);
/** What there is to choose once the generator is there. */
const rows = [byId('season-scene', HTMLElement), byId('season-mix', HTMLElement)];
const first = byId('first-season', HTMLSelectElement);
const second = byId('second-season', HTMLSelectElement);
const share = byId('season-share', HTMLInputElement);
const note = byId('seasons-note', HTMLElement);

/** How much of the way from one latent to the next a second of walking takes. */
const perSecond = 0.25;

let seed = 0;
let progress = 0;
let walking = false;

const request = (): SeasonRequest => ({
  scene: Number(scene.value),
  seed,
  progress,
  mix: { first: first.value, second: second.value, share: Number(share.value) },
});

function mixCaption({ mix }: SeasonRequest): string {
  return `${(1 - mix.share).toFixed(2)} ${mix.first} + ${mix.share.toFixed(2)} ${mix.second}`;
}

async function drawNow(compute: Compute, wanted: SeasonRequest): Promise<void> {
  const began = performance.now();
  const drawn = await compute.call('season', wanted);
  for (const [i, { season, image }] of drawn.entries()) {
    const figure = pictures.children[i] ?? pictures.appendChild(newPicture());
    const name = season ?? mixCaption(wanted);
    const canvas = figure.querySelector('canvas')!;
    showImage(canvas, image);
    canvas.setAttribute('aria-label', `${scene.selectedOptions[0]?.textContent ?? ''}, ${name}`);
    figure.querySelector('figcaption')!.textContent = name;
  }
  note.textContent = `${drawn.length} pictures in ${(performance.now() - began).toFixed(0)} ms.`;
}

function newPicture(): HTMLElement {
  const figure = element('figure');
  figure.append(element('canvas', '', { role: 'img' }), element('figcaption'));
  return figure;
}

/** Wires the panel of the seasons; the generator is fetched when they are first asked for. */
export function seasonsPanel(compute: () => Compute): { reset(): void } {
  const draw = latestOnly<SeasonRequest>(async (wanted) => {
    await drawNow(compute(), wanted).catch(showProblem);
    // The next frame as soon as this one is shown, however long it took.
    if (walking) requestAnimationFrame(step);
  });
  let before = 0;
  function step(now: number): void {
    if (!walking) return;
    progress += (perSecond * Math.min(500, now - before)) / 1000;
    before = now;
    if (progress >= 1) [seed, progress] = [seed + 1, 0];
    draw(request());
  }
  function setWalking(is: boolean): void {
    walking = is;
    walk.setAttribute('aria-pressed', String(is));
    walk.textContent = is ? 'Stand still' : 'Walk';
    if (!is) return;
    before = performance.now();
    requestAnimationFrame(step);
  }
  const redraw = () => draw(request());
  start.addEventListener(
    'click',
    attempt(async () => {
      start.disabled = true;
      try {
        const { seasons, scenes } = await compute().call('startSeasons', null);
        setOptions(
          scene,
          scenes.map((name, i) => [String(i), name]),
        );
        const adapted = seasons.slice(1);
        setOptions(
          first,
          seasons.map((name) => [name, name]),
        );
        setOptions(
          second,
          adapted.map((name) => [name, name]),
        );
        [first.value, second.value] = [adapted[0]!, adapted.at(-1)!];
        start.hidden = true;
        for (const row of rows) row.hidden = false;
        redraw();
      } finally {
        start.disabled = false;
      }
    }),
  );
  for (const select of [scene, first, second]) select.addEventListener('change', redraw);
  share.addEventListener('input', redraw);
  another.addEventListener('click', () => {
    [seed, progress] = [seed + 1, 0];
    redraw();
  });
  walk.addEventListener('click', () => setWalking(!walking));
  return {
    reset() {
      setWalking(false);
      start.hidden = false;
      for (const row of rows) row.hidden = true;
      pictures.replaceChildren();
      note.textContent = '';
    },
  };
}
