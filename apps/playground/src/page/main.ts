import type { AdapterPair, DomainSummary } from '../model/domain-shelf.js';
import type { PixelImage } from '../model/pixel-image.js';
import type { EngineName } from '../worker/calls.js';
import { addDomainRow, clearRows, markChosen, showAnswer } from './answers-table.js';
import { blendRequest, describeBlend, offerPartners, onBlendChange, showBlend } from './blend-panel.js';
import { openCamera } from './camera.js';
import { Compute, EngineChanged } from './compute.js';
import { dropZone, fileButton } from './drop-zone.js';
import { byId, element } from './elements.js';
import { showHeat } from './heat-table.js';
import { latestOnly } from './latest.js';
import { readAdapter } from './open-adapter.js';
import { attempt, showProblem } from './problem.js';
import { readImage } from './read-image.js';
import { type SampleStyle, sampleButtons } from './sample-buttons.js';
import { seasonsPanel } from './seasons-panel.js';
import { showImage } from './show-image.js';
import { teachPanel } from './teach-panel.js';

const engine = byId('engine', HTMLSelectElement);
const status = byId('status', HTMLElement);
const shown = byId('shown', HTMLCanvasElement);
const caption = byId('caption', HTMLElement);
const timing = byId('timing', HTMLElement);

let compute = new Compute();
let image: PixelImage | undefined;
let layers: readonly string[] = [];
let domains: DomainSummary[] = [];
let chosen = '';
/** Domains that were trained or opened here: they move with the page to another engine. */
const added: AdapterPair[] = [];

function addDomain(domain: DomainSummary): void {
  domains = [...domains, domain];
  addDomainRow(domain, choose);
  showHeat(layers, domains);
  offerPartners(domains.find(({ name }) => name === chosen) ?? domain, domains);
}

/** Another domain over the same network: all that moves is which factors are added. */
function choose(name: string): void {
  chosen = name;
  markChosen(name);
  offerPartners(domains.find((domain) => domain.name === name)!, domains);
  blend({ began: performance.now() });
}

const blend = latestOnly<{ began: number }>(async ({ began }) => {
  if (!image || chosen === '') return;
  const request = blendRequest(chosen);
  const plain = request.shares.length === 1 && request.strength === 1;
  try {
    if (plain) {
      showBlend(request, await compute.call('answer', { domain: chosen }));
      showHeat(layers, domains);
    } else {
      const { answer, norms } = await compute.call('blend', request);
      showBlend(request, answer);
      showHeat(layers, [...domains, { name: describeBlend(request), norms }]);
    }
    tellTime(describeBlend(request), performance.now() - began);
  } catch (error) {
    showUnlessAskedAgain(error);
  }
});

/** What was asked when the engine was changed is asked again of the new one, and is no problem. */
function showUnlessAskedAgain(error: unknown): void {
  if (!(error instanceof EngineChanged)) showProblem(error);
}

/** From the press of a button to the answer on the page. */
function tellTime(what: string, milliseconds: number): void {
  const line = element('span', `${what}: `);
  const time = element('data', `${milliseconds.toFixed(0)} ms`, { value: String(milliseconds) });
  timing.replaceChildren(line, time, element('span', ', unmerged'));
}

/** Shows an image and asks every domain. */
async function look(at: PixelImage, words: string): Promise<void> {
  image = at;
  showImage(shown, at);
  shown.setAttribute('aria-label', words);
  caption.textContent = words;
  try {
    await askAll(at);
  } catch (error) {
    showUnlessAskedAgain(error);
  }
}

async function askAll(at: PixelImage): Promise<void> {
  const began = performance.now();
  await compute.call('look', { image: at });
  for (const { name } of domains) {
    const answer = await compute.call('answer', { domain: name });
    if (image !== at) return;
    showAnswer(name, answer);
  }
  tellTime(`all ${domains.length} domains`, performance.now() - began);
  blend({ began: performance.now() });
}

async function start(): Promise<void> {
  status.textContent = 'Loading the network …';
  const name = engine.value as EngineName;
  const started = await compute.call('start', { engine: name });
  layers = started.layers;
  clearRows();
  domains = [];
  for (const domain of started.domains) addDomain(domain);
  for (const files of added) addDomain(await compute.call('add', { files, file: '' }));
  const { backbone } = started;
  status.textContent = `${backbone.name}, ${backbone.scalars.toLocaleString('en')} frozen parameters, ready.`;
  if (!domains.some((domain) => domain.name === chosen)) chosen = 'sketch';
  markChosen(chosen);
  offerPartners(domains.find((domain) => domain.name === chosen)!, domains);
  if (image) await look(image, caption.textContent ?? '');
  else await drawSample('sketch', 0);
}

async function drawSample(style: SampleStyle, number: number): Promise<void> {
  // A stride that meets every class before one comes again.
  const drawing = await compute.call('draw', { style, index: 47 * number });
  await look(drawing.image, `A drawing: ${drawing.label}, ${style}`);
}

const openImage = (files: readonly File[]) =>
  attempt(async () => {
    const opened = await readImage(files[0]!);
    await look(opened, `Your image, ${opened.width} × ${opened.height}`);
  })();

const openAdapter = (files: readonly File[]) =>
  attempt(async () => {
    const { pair, file } = await readAdapter(files);
    addDomain(await compute.call('add', { files: pair, file }));
    added.push(pair);
    if (image) await look(image, caption.textContent ?? '');
  })();

const seasons = seasonsPanel(() => compute);
teachPanel(
  () => compute,
  (domain, files) => {
    added.push(files);
    addDomain(domain);
    if (image) void look(image, caption.textContent ?? '');
  },
);
sampleButtons((style, number) => void attempt(() => drawSample(style, number))());
dropZone(byId('drop', HTMLElement), openImage);
fileButton(byId('choose', HTMLButtonElement), byId('file', HTMLInputElement), openImage);
fileButton(byId('open-adapter', HTMLButtonElement), byId('adapter-file', HTMLInputElement), openAdapter);
byId('photograph', HTMLButtonElement).addEventListener(
  'click',
  attempt(() => openCamera((taken) => void look(taken, 'A photograph of yours'))),
);
onBlendChange(() => blend({ began: performance.now() }));
engine.addEventListener(
  'change',
  attempt(async () => {
    compute.close();
    compute = new Compute();
    seasons.reset();
    await start();
  }),
);
void attempt(start)();
