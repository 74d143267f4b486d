import { expect, it } from 'vitest';
import { fileWord } from '../files/file-word.js';
import { imageNames } from './image-names.js';

it.each([
  ['winter=0.5,autumn=0.5', 'winter-0-5-autumn-0-5'],
  ['winter=-0.5', 'winter-minus-0-5'],
  ['early-winter', 'early-winter'],
  ['-1', 'minus-1'],
  ['Straße 3', 'straße-3'],
  ['///', 'unnamed'],
])('the file name %s becomes %s', (text, word) => {
  expect(fileWord(text)).toBe(word);
});

it('no two images share a file name, whatever rows and classes are called', () => {
  const row = (name: string, ...classes: string[]) => ({ name, classes });
  expect(imageNames([row('winter=0.5', 'a', 'b'), row('winter=-0.5', 'a'), row('winter 0 5', 'a')])).toEqual([
    ['winter-0-5-1-a.png', 'winter-0-5-2-b.png'],
    ['winter-minus-0-5-1-a.png'],
    ['winter-0-5-2-1-a.png'],
  ]);
  const names = imageNames([row('a', '1-b'), row('a-1', 'b'), row('a', '?', '!')]).flat();
  expect(new Set(names).size).toBe(names.length);
});

it('numbers in file names are padded so that files sort in order', () => {
  const [names] = imageNames([{ name: 'w', classes: Array.from({ length: 10 }, () => 'c') }]);
  expect(names!.at(0)).toBe('w-01-c.png');
  expect(names!.at(-1)).toBe('w-10-c.png');
});
