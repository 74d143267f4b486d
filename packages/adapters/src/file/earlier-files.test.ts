import { readFile } from 'node:fs/promises';
import { FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { logitsOf, smallBackbone } from '../__fixtures__/trained-domain.js';
import { decodeDomain, type InputStep, parseManifest } from '../index.js';

const read = (name: string) => readFile(new URL(`./__fixtures__/version-1/${name}`, import.meta.url));
const json = (await read('adapter.json')).toString();

describe('an adapter file of version 1', () => {
  it('without head and output stride loads as a linear classifier', async () => {
    const backbone = smallBackbone();
    const tensors = new Uint8Array(await read('adapter.safetensors'));
    const { domain, manifest } = await decodeDomain(
      { 'adapter.json': json, 'adapter.safetensors': tensors },
      backbone,
    );
    expect(manifest).toMatchObject({
      version: 2,
      task: 'classification',
      head: { kind: 'linear', options: {} },
    });
    expect(manifest.network.outputStride).toBeUndefined();
    expect(domain.parts.head.architecture).toMatchObject({ kind: 'linear', outputs: 3 });
    // What the version that wrote it answered.
    const expected = [0.10353096, 0.77074265, 0.01998458, -0.05615206, 0.86578119, 0.33006921];
    logitsOf(domain).forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4);
    });
    domain.dispose();
    backbone.dispose();
  });

  it('is refused where a byte of its tensors changed', async () => {
    const backbone = smallBackbone();
    const tensors = new Uint8Array(await read('adapter.safetensors'));
    tensors[tensors.length - 1]! ^= 1;
    const files = { 'adapter.json': json, 'adapter.safetensors': tensors };
    await expect(decodeDomain(files, backbone)).rejects.toThrow(/the tensors do not match adapter\.json/);
    backbone.dispose();
  });

  /** The steps that a classifier's or another task's word for them stands for now. */
  const stepsOf = async (
    size: unknown,
    transforms: string | undefined,
    task?: string,
  ): Promise<readonly InputStep[]> => {
    const old = JSON.parse(json) as { input: object };
    const input = { ...old.input, size, transforms };
    return (await parseManifest(JSON.stringify({ ...old, task, input }))).input.steps.slice(0, -1);
  };
  const middle = { kind: 'center-crop', size: 224 };

  it.each<[string | undefined, unknown, string | undefined, object[]]>([
    ['imagenet-evaluation', 224, undefined, [{ kind: 'resize-shorter', size: 256 }, middle]],
    [undefined, 224, undefined, [{ kind: 'resize-shorter', size: 256 }, middle]],
    ['taps-evaluation', 224, undefined, [{ kind: 'resize-shorter', size: 224 }, middle]],
    ['cropped-evaluation', 224, undefined, [{ kind: 'resize', size: 224 }]],
    ['small-evaluation', 32, undefined, [{ kind: 'resize', size: 32 }]],
    ['dense-evaluation', [425, 560], 'depth', []],
    [undefined, [425, 560], 'depth', []],
    ['dense-resized-evaluation', [425, 560], 'depth', [{ kind: 'resize', size: [425, 560] }]],
  ])('with the transforms %s at size %j gets the input steps of %j', async (word, size, task, expected) => {
    expect(await stepsOf(size, word, task)).toEqual(expected);
  });

  it('is refused with unknown transforms', async () => {
    const reading = stepsOf(224, 'imagenet-training');
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(/the field 'input\.transforms' is not valid/);
  });
});
