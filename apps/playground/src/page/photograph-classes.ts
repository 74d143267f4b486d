import { UsageError } from '@ftn/errors';
import type { PixelImage } from '../model/pixel-image.js';
import type { Photographs } from '../training/photographs.js';
import { applySquare } from '../training/square.js';
import { openCamera } from './camera.js';
import { dropZone, fileButton } from './drop-zone.js';
import { byId, element } from './elements.js';
import { attempt } from './problem.js';
import { readImage } from './read-image.js';
import { showImage } from './show-image.js';

const list = byId('classes', HTMLElement);
const template = byId('class-row', HTMLTemplateElement);

interface ClassRow {
  readonly name: HTMLInputElement;
  readonly images: PixelImage[];
  add(image: PixelImage): void;
}

const rows: ClassRow[] = [];

/** What a part of the template is; index.html has it. */
function part<T extends Element>(
  row: ParentNode,
  selector: string,
  kind: abstract new (...args: never[]) => T,
): T {
  const found = row.querySelector(selector);
  if (found instanceof kind) return found;
  throw new UsageError(`the page has no '${selector}'`, { expected: kind.name, hint: 'Reload the page.' });
}

/** Adds a class with its own buttons and place to drop photographs on. */
export function addClass(called = `class ${rows.length + 1}`): ClassRow {
  const fragment = template.content.cloneNode(true) as DocumentFragment;
  const fieldset = part(fragment, 'fieldset', HTMLFieldSetElement);
  const name = part(fieldset, '.class-name', HTMLInputElement);
  const count = part(fieldset, '.count', HTMLElement);
  const thumbnails = part(fieldset, '.thumbnails', HTMLElement);
  name.value = called;
  const images: PixelImage[] = [];
  const row: ClassRow = {
    name,
    images,
    add(image) {
      // What the network sees of a photograph is all that is kept: a hundred of a telephone's would fill the memory.
      const square = applySquare(image);
      images.push(square);
      const canvas = element('canvas', '', { role: 'img', 'aria-label': `photograph ${images.length}` });
      showImage(canvas, square);
      thumbnails.append(canvas);
      count.textContent = `${images.length} ${images.length === 1 ? 'photograph' : 'photographs'}`;
    },
  };
  const read = (files: readonly File[]) =>
    attempt(async () => {
      for (const file of files) row.add(await readImage(file));
    })();
  dropZone(fieldset, read);
  fileButton(
    part(fieldset, '.add-files', HTMLButtonElement),
    part(fieldset, '.files', HTMLInputElement),
    read,
  );
  part(fieldset, '.add-camera', HTMLButtonElement).addEventListener(
    'click',
    attempt(() => openCamera((image) => row.add(image))),
  );
  part(fieldset, '.remove', HTMLButtonElement).addEventListener('click', () => {
    rows.splice(rows.indexOf(row), 1);
    fieldset.remove();
    byId('add-class', HTMLButtonElement).focus();
  });
  list.append(fragment);
  rows.push(row);
  return row;
}

/** Takes every class away. */
export function clearClasses(): void {
  rows.length = 0;
  list.replaceChildren();
}

/**
 * The photographs as they stand.
 *
 * @throws UsageError for a class without a name, and for two of one name
 */
export function photographs(name: string): Photographs {
  const classes = rows.map((row) => row.name.value.trim());
  if (name === '' || classes.includes('')) {
    throw new UsageError('a name is empty', { expected: 'a name for the domain and for every class' });
  }
  const twice = classes.find((one, i) => classes.indexOf(one) !== i);
  if (twice !== undefined) {
    throw new UsageError(`two classes are called '${twice}'`, { expected: 'a name of its own for each' });
  }
  return {
    name,
    classes,
    images: rows.flatMap(({ images }, label) => images.map((image) => ({ label, image }))),
  };
}
