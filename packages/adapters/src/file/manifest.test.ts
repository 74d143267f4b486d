import { FormatError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { ofBackbone, ofGenerator } from '../__fixtures__/manifests.js';
import { sealed } from './integrity.js';
import { type AdapterManifest, formatManifest } from './manifest.js';
import { parseManifest } from './parse-manifest.js';

const both: [string, AdapterManifest][] = [
  ['a backbone', ofBackbone],
  ['a generator', ofGenerator],
];

/** A manifest with the value at a path replaced; undefined removes it. */
function changed(manifest: AdapterManifest, path: string, value: unknown): Record<string, unknown> {
  const copy = structuredClone(manifest) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

describe('adapter.json', () => {
  it.each(both)('of the domain of %s survives writing and reading', async (_, manifest) => {
    const written = await sealed(manifest);
    expect(await parseManifest(formatManifest(written))).toEqual(written);
  });

  it.each<[path: string, value: unknown, manifest?: AdapterManifest]>([
    ['name', ''],
    ['task', undefined],
    ['method', 3],
    ['options', { rank: [1] }],
    ['layers.conv1', 0],
    ['layers.conv1', 1.5],
    ['layers', ['conv1']],
    ['network.sha256', undefined],
    ['network.sha256', 'abc'],
    ['network.sha256', 'A'.repeat(64)],
    ['network.kind', 'transformer'],
    ['network.outputStride', 0],
    ['head', undefined],
    ['head', { kind: 'deeplab' }],
    ['outputs', []],
    ['outputs', ['owl', 'owl']],
    ['outputs.1', 7],
    ['input.channels', 'BGR'],
    ['input.scale', 1],
    ['input.resize.filter', 'nearest'],
    ['input.decode.orientation', 'up'],
    ['input.size', 224],
    ['input.steps', []],
    ['input.steps', [{ kind: 'resize', size: 224 }]],
    ['input.steps', [{ kind: 'normalize', mean: [0, 0, 0], std: [1, 0, 1] }]],
    ['input.steps', [{ kind: 'normalize', mean: [0, 0], std: [1, 1, 1] }]],
    ['input.steps.0', { kind: 'random-crop', size: 224 }],
    ['input.steps.0', { kind: 'resize-shorter', size: [1, 2] }],
    ['input.steps.0', { kind: 'grayscale', p: 0.5 }],
    ['counts.head', -1],
    ['data.splits.train.images', '90'],
    ['data.heldOut.fraction', 1],
    ['data.seed', 5],
    ['training.kept.of', 'worst'],
    ['training.seed', 1.5],
    ['metrics.accuracy', null],
    ['library', 'ftn 0.1.0'],
    ['integrity.file', undefined],
    ['linears', 'some', ofGenerator],
    ['spectralNorm', undefined, ofGenerator],
    ['head', { kind: 'linear', options: {} }, ofGenerator],
  ])('with %s: %j can be neither read nor written', async (path, value, manifest = ofBackbone) => {
    const wrong = changed(manifest, path, value);
    const reading = parseManifest(JSON.stringify(wrong), 'runs/a/adapter.json');
    await expect(reading).rejects.toThrow(FormatError);
    const parent = path.split('.').slice(0, -1).join('.');
    const field = new RegExp(
      `^runs/a/adapter\\.json: the field '(${path}[\\w.]*|${parent || 'adapter.json'})' is not valid: exp`,
    );
    await expect(reading).rejects.toThrow(field);
    expect(() => formatManifest(wrong as unknown as AdapterManifest)).toThrow(UsageError);
  });

  it.each<[path: string, value: unknown]>([
    ['name', 'bords'],
    ['input.steps.2.mean', [0.485, 0.456, 0.407]],
    ['data.limit', undefined],
    ['training.seed', 6],
    ['metrics.accuracy', 91.25],
    ['integrity.file', 'f'.repeat(64)],
  ])('is refused where %s changed after it was written', async (path, value) => {
    const other = changed(await sealed(ofBackbone), path, value);
    const reading = parseManifest(JSON.stringify(other), 'runs/a/adapter.json');
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(
      /^runs\/a\/adapter\.json: the content changed since it was written/,
    );
  });

  it('reads the same with its keys in another order and other white space', async () => {
    const written = await sealed(ofBackbone);
    const turned = Object.fromEntries(Object.entries(written).reverse());
    expect(await parseManifest(JSON.stringify(turned))).toEqual(written);
  });

  it.each([
    '',
    '{',
    '[1]',
    'null',
    '"x"',
    '{"format": "ftn-adapter",}',
    '{"format": "peft"}',
    '{"format": "ftn-adapter", "version": 3}',
    '{"format": "ftn-generator-adapter", "version": 2}',
    '{"format": "ftn-adapter", "version": 2, "version": 2}',
    `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`,
    `{"__proto__": {"format": "ftn-adapter", "version": 2}}`,
  ])('is refused where its text is malformed: case %#', async (text) => {
    await expect(parseManifest(text)).rejects.toThrow(FormatError);
  });
});
