import type { AdapterFiles } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import { zipAdapter } from '../model/adapter-zip.js';
import type { DomainSummary } from '../model/domain-shelf.js';
import type { TrainingChoice } from '../training/train-photographs.js';
import { drawnPerClass } from '../worker/calls.js';
import type { Compute } from './compute.js';
import { type Point, showCurve } from './curve.js';
import { byId } from './elements.js';
import { addClass, clearClasses, photographs } from './photograph-classes.js';
import { attempt } from './problem.js';

const domainName = byId('domain-name', HTMLInputElement);
const rank = byId('rank', HTMLSelectElement);
const epochs = byId('epochs', HTMLInputElement);
const train = byId('train', HTMLButtonElement);
const stop = byId('stop', HTMLButtonElement);
const progress = byId('progress', HTMLProgressElement);
const told = byId('training', HTMLElement);
const download = byId('download', HTMLButtonElement);
const downloadNote = byId('download-note', HTMLElement);

/** Classes and images of each that `Fill with drawings` draws. */
const drawn = { style: 'sketch', classes: 3, perClass: 10 } as const;

let trained: { readonly name: string; readonly files: AdapterFiles } | undefined;

/** @throws UsageError for a number of epochs that is none */
function choice(): TrainingChoice {
  const wanted = Number(epochs.value);
  if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= 200)) {
    throw new UsageError('invalid number of epochs', {
      expected: 'a whole number from 1 to 200',
      got: epochs.value,
    });
  }
  return { rank: Number(rank.value), epochs: wanted, seed: 0 };
}

/** Drawings of a few classes in place of photographs, to see how training goes. */
async function fillWithDrawings(compute: Compute): Promise<void> {
  clearClasses();
  for (let label = 0; label < drawn.classes; label++) {
    let row: ReturnType<typeof addClass> | undefined;
    for (let number = 0; number < drawn.perClass; number++) {
      const index = label * drawnPerClass + number;
      const drawing = await compute.call('draw', { style: drawn.style, index });
      row ??= addClass(drawing.label);
      row.add(drawing.image);
    }
  }
}

async function trainNow(compute: Compute, onTrained: (domain: DomainSummary, files: AdapterFiles) => void) {
  const request = { photographs: photographs(domainName.value.trim()), choice: choice() };
  const [losses, accuracies]: [Point[], Point[]] = [[], []];
  let steps = 1;
  const began = performance.now();
  progress.hidden = false;
  progress.value = 0;
  told.textContent = 'Training begins …';
  // What it would give is of the training before.
  for (const button of [train, download]) button.disabled = true;
  downloadNote.textContent = '';
  stop.disabled = false;
  try {
    const { domain, files, accuracy, images, heldOut } = await compute.call('train', request, (event) => {
      if (event.kind === 'step') {
        steps = event.steps;
        losses.push([event.step / steps, event.loss]);
        progress.value = event.step / steps;
      } else {
        if (event.accuracy !== null) accuracies.push([event.step / steps, event.accuracy]);
        const held = event.accuracy === null ? '' : `, ${event.accuracy.toFixed(0)} % of what is held out`;
        told.textContent = `Epoch ${event.epoch} of ${event.epochs}: loss ${event.loss.toFixed(2)}${held}`;
      }
      showCurve(losses, accuracies);
    });
    const seconds = (performance.now() - began) / 1000;
    const right = accuracy === null ? '' : `: ${accuracy.toFixed(1)} % of ${heldOut} held out`;
    told.textContent = `Trained on ${images} photographs in ${seconds.toFixed(0)} s${right}. '${domain.name}' is among the domains above.`;
    trained = { name: domain.name, files };
    onTrained(domain, files);
  } catch (error) {
    told.textContent = '';
    throw error;
  } finally {
    progress.hidden = true;
    train.disabled = false;
    stop.disabled = true;
    offerDownload();
  }
}

/** Offers what was trained last, if anything was. */
function offerDownload(): void {
  if (!trained) return;
  const kilobytes = zipAdapter(trained.name, trained.files).length / 1000;
  download.disabled = false;
  downloadNote.textContent = `${trained.name}: ${kilobytes.toFixed(0)} kB; unpacked, a folder that Node reads`;
}

function save(): void {
  if (!trained) return;
  const blob = new Blob([zipAdapter(trained.name, trained.files)], { type: 'application/zip' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${trained.name}.zip`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Wires the panel that trains; `compute` gives the worker as it is now. */
export function teachPanel(
  compute: () => Compute,
  onTrained: (domain: DomainSummary, files: AdapterFiles) => void,
): void {
  addClass();
  addClass();
  byId('add-class', HTMLButtonElement).addEventListener('click', () => addClass().name.focus());
  byId('fill-classes', HTMLButtonElement).addEventListener(
    'click',
    attempt(() => fillWithDrawings(compute())),
  );
  train.addEventListener(
    'click',
    attempt(() => trainNow(compute(), onTrained)),
  );
  stop.addEventListener(
    'click',
    attempt(async () => void (await compute().call('stop', null))),
  );
  download.addEventListener('click', attempt(save));
}
