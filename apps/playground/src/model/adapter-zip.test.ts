import { FormatError } from '@ftn/errors';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { unzipAdapter, zipAdapter } from './adapter-zip.js';

const files = {
  'adapter.json': '{"name":"birds"}\n',
  'adapter.safetensors': Uint8Array.of(1, 2, 3, 0, 255),
  'README.md': '# birds\n',
};

it('is a folder with three files, the same bytes each time, read back as it was', () => {
  const zip = zipAdapter('birds', files);
  expect(Object.keys(unzipSync(zip)).sort()).toEqual(
    ['adapter.json', 'adapter.safetensors', 'README.md'].map((f) => `birds/${f}`).sort(),
  );
  expect(zipAdapter('birds', files)).toEqual(zip);
  expect(unzipAdapter(zip, 'birds.zip')).toEqual({
    'adapter.json': files['adapter.json'],
    'adapter.safetensors': files['adapter.safetensors'],
  });
});

it('keeps a name from leading out of the folder it is unpacked in', () => {
  for (const name of ['../../etc', 'a/b', '..', 'C:\\x']) {
    const [first] = Object.keys(unzipSync(zipAdapter(name, files)));
    expect(first!.split('/')).toHaveLength(2);
    expect(first).not.toMatch(/^\.\.|\\|:/);
  }
});

it('takes files that lie in no folder, and leaves others aside', () => {
  const zip = zipSync({
    'adapter.json': strToU8('{}'),
    'adapter.safetensors': strToU8('x'),
    'photo.jpg': strToU8('y'),
  });
  expect(unzipAdapter(zip, 'a.zip')['adapter.json']).toBe('{}');
});

const json = strToU8('{}');

it.each([
  ['no zip', strToU8('PK is not enough'), /a\.zip: the zip cannot be read: expected a whole zip/],
  ['a cut one', zipAdapter('birds', files).slice(0, -30), /cannot be read/],
  [
    'one without tensors',
    zipSync({ 'adapter.json': json }),
    /holds no adapter: expected adapter\.json and adapter\.safetensors, got no adapter\.safetensors/,
  ],
  ['two adapters', zipSync({ 'a/adapter.json': json, 'b/adapter.json': json }), /several adapters/],
])('refuses %s', (_, bytes, message) => {
  const read = () => unzipAdapter(bytes, 'a.zip');
  expect(read).toThrow(FormatError);
  expect(read).toThrow(message);
});

it('refuses a part that claims to be huge before it is unpacked', () => {
  const zip = zipSync({
    'adapter.json': json,
    'adapter.safetensors': [new Uint8Array(65 * 2 ** 20), { level: 1 }],
  });
  expect(zip.length).toBeLessThan(1_000_000);
  expect(() => unzipAdapter(zip, 'bomb.zip')).toThrow(
    /bomb\.zip: 'adapter\.safetensors' in the zip is too large/,
  );
});
