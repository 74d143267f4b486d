import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeAdapter, type ManifestBody } from '@ftn/adapters';
import { readAdapterFolder, writeAdapterFiles } from '@ftn/adapters/node';
import { decodeSafetensors, encodeSafetensors, fromFloat32, toFloat32 } from '@ftn/checkpoints';
import { shippedWeights } from '@ftn/library/internal';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';
import { writeTinyAdapter } from '../testing/tiny-adapter.js';

/** Files that PyTorch itself wrote (scripts/references/checkpoints.py). */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../../packages/checkpoints/src/__fixtures__/${name}`, import.meta.url));

let scratch: string;
const at = (name: string) => join(scratch, name);
const read = async (name: string) => decodeSafetensors(await readFile(at(name)));

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-convert-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn convert', () => {
  it.each(['tiny.pth', 'tiny-legacy.pth'])(
    'turns %s into the safetensors PyTorch would write',
    async (name) => {
      const { code, err } = await ftn('convert', fixture(name), at(`${name}.safetensors`));
      expect(code, err).toBe(0);
      const { tensors } = await read(`${name}.safetensors`);
      const expected = decodeSafetensors(await readFile(fixture('tiny.safetensors'))).tensors;
      expect(new Map([...tensors].sort())).toEqual(new Map([...expected].sort()));
    },
  );

  it('says where in a checkpoint it found the weights and what it left out', async () => {
    const { code, err, out } = await ftn('convert', fixture('checkpoint.pth'), at('c.safetensors'), '--json');
    expect(code, err).toBe(0);
    expect(err).toMatch(/the state dict was found under '.+'/);
    const { rows } = lastJson(out) as { rows: { tensors: number; bytes: number }[] };
    expect(rows[0]!.tensors).toBe((await read('c.safetensors')).tensors.size);
    expect(rows[0]!.bytes).toBe((await readFile(at('c.safetensors'))).length);
  });

  it('rounds floating-point numbers to the nearest half float and leaves counters alone', async () => {
    const source = shippedWeights('resnet10-small')!;
    expect((await ftn('convert', source, at('half.safetensors'), '--half')).code).toBe(0);
    const before = decodeSafetensors(await readFile(source)).tensors;
    const { tensors } = await read('half.safetensors');
    expect([...tensors.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [name, half] of tensors) {
      expect(half.dtype).toBe('float16');
      const [a, b] = [toFloat32(before.get(name)!), toFloat32(half)];
      // Half a unit in the last place of 11 bits; below 2⁻¹⁴ the steps are 2⁻²⁴.
      const far = a.findIndex(
        (value, i) => Math.abs(value - b[i]!) > Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
      );
      expect(far, name).toBe(-1);
    }
    expect((await ftn('convert', fixture('tiny.pth'), at('tiny.safetensors'), '--half')).code).toBe(0);
    const types = [...(await read('tiny.safetensors')).tensors.values()].map(({ dtype }) => dtype);
    expect(types).toContain('int64');
    expect(types).not.toContain('float32');
  });

  it('writes nothing and names the tensor that does not fit into half precision', async () => {
    const large = new Map([['scale', { dtype: 'float32', shape: [1], data: Float32Array.of(1e6) } as const]]);
    await writeFile(at('large.safetensors'), encodeSafetensors(large));
    const { code, err } = await ftn('convert', at('large.safetensors'), at('none.safetensors'), '--half');
    expect(code).toBe(3);
    expect(err).toContain("'scale' holds 1000000, which does not fit float16. Convert without --half.");
    await expect(readFile(at('none.safetensors'))).rejects.toThrow('ENOENT');
  });

  it('extracts and checks the backbone of a larger checkpoint, and says what it left out', async () => {
    const shipped = decodeSafetensors(await readFile(shippedWeights('resnet10-small')!)).tensors;
    const own = new Map([...shipped].filter(([name]) => !name.startsWith('fc.')));
    const one = { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const;
    const below = (prefix: string) => [...own].map(([name, tensor]) => [prefix + name, tensor] as const);
    await writeFile(
      at('model.safetensors'),
      encodeSafetensors(new Map([...below('module.backbone.'), ['module.head.weight', one]])),
    );
    const backbone = (source: string, name: string, ...words: string[]) =>
      ftn('convert', at(source), at('own.safetensors'), '--backbone', name, '--force', ...words);
    const { code, err } = await backbone('model.safetensors', 'resnet10-small');
    expect(code, err).toBe(0);
    expect(err).toContain("the backbone was found below 'module.backbone.'");
    expect(err).toContain("left out, being none of resnet10-small's: module.head.weight");
    expect((await read('own.safetensors')).tensors).toEqual(own);

    const wrong = await backbone('model.safetensors', 'resnet18');
    expect(wrong.code).toBe(3);
    expect(wrong.err).toContain('This looks like resnet10-small: name that backbone');

    await writeFile(
      at('two.safetensors'),
      encodeSafetensors(new Map([...below('encoder_q.'), ...below('encoder_k.')])),
    );
    const two = await backbone('two.safetensors', 'resnet10-small');
    expect(two.code).toBe(3);
    const [, prefix] = /--prefix (\S+)/.exec(two.err)!;
    expect((await backbone('two.safetensors', 'resnet10-small', '--prefix', prefix!)).code).toBe(0);
    const none = await backbone('two.safetensors', 'resnet10-small', '--prefix', 'encoder.');
    expect(none.code).toBe(3);
    expect(none.err).toContain("no name begins with 'encoder.'");
  });

  it('writes safetensors only, and replaces a file only with --force', async () => {
    const wrong = await ftn('convert', fixture('tiny.pth'), at('tiny.pth'));
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('PyTorch reads safetensors too');
    await writeFile(at('mine.safetensors'), 'mine');
    const refused = await ftn('convert', fixture('tiny.pth'), at('mine.safetensors'));
    expect(refused.code).toBe(2);
    expect(await readFile(at('mine.safetensors'), 'utf8')).toBe('mine');
    expect((await ftn('convert', fixture('tiny.pth'), at('mine.safetensors'), '--force')).code).toBe(0);
  });
});

describe('ftn convert --half ADAPTER', () => {
  const words = ['train', '--recipe', tinyRecipe, '--workers', '0', '--method', 'ftn', '--rank', '2'];

  it('writes an adapter half as large, measures both, and everything reads it', async () => {
    const data = await writeTinyDomain(at('colours'));
    const trained = await ftn(...words, '--data', data, '--out', at('run'));
    expect(trained.code, trained.err).toBe(0);
    const { code, out, err } = await ftn('convert', at('run'), at('half'), '--half', '--json');
    expect(code, err).toBe(0);
    const [row] = (lastJson(out) as { rows: HalvedRow[] }).rows;
    expect(row!.bytes).toBe((await readFile(at('half/adapter.safetensors'))).length);
    expect(row!.bytesBefore).toBe((await readFile(at('run/adapter/adapter.safetensors'))).length);
    // Only the header of names stays as it is.
    expect(row!.bytes / row!.bytesBefore).toBeLessThan(0.65);
    const { tensors } = await read('half/adapter.safetensors');
    expect(new Set([...tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['float16']));

    const accuracy = row!.measured.metrics.find(({ metric }) => metric === 'accuracy')!;
    const evaluated = await ftn('evaluate', '--adapter', at('half'), '--workers', '0', '--json');
    const found = (lastJson(evaluated.out) as { rows: { metric: string; value: number }[] }).rows;
    expect(found.find(({ metric }) => metric === 'accuracy')!.value).toBe(accuracy.after);
    expect(Math.abs(accuracy.after - accuracy.before)).toBeLessThan(5);
    expect(JSON.parse(await readFile(at('half/adapter.json'), 'utf8')).metrics.accuracy).toBe(accuracy.after);
    expect((await ftn('export', '--adapter', at('half'), '--out', at('half.onnx'))).code).toBe(0);

    const shown = await ftn('convert', at('run'), at('again'), '--half');
    expect(shown.out).toMatch(/again: \d+\.\d kB in float16, \d+\.\d kB before\nmetric .*float32 +float16\n/);
  });

  it('refuses a folder that holds an adapter, a folder without --half, and numbers beyond float16', async () => {
    const adapter = await writeTinyAdapter(at('tiny'));
    const over = await ftn('convert', adapter, adapter, '--half', '--no-measure');
    expect(over.err).toContain('this folder holds an adapter already');
    const whole = await ftn('convert', adapter, at('x.safetensors'));
    expect(whole.err).toContain(
      'this is a folder: expected a file of weights, --half with an adapter, or a folder of PEFT',
    );
    await writeLarge(adapter);
    const large = await ftn('convert', at('large'), at('large-half'), '--half', '--no-measure');
    expect(large.code).toBe(3);
    expect(large.err).toContain("'fc.bias' holds 70000, which does not fit float16");
  });
});

interface HalvedRow {
  bytes: number;
  bytesBefore: number;
  measured: { metrics: { metric: string; before: number; after: number }[] };
}

/** The adapter with a bias that float16 does not hold, in `large`. */
async function writeLarge(adapter: string): Promise<void> {
  const { manifest, tensors } = await readAdapterFolder(adapter);
  const { format: _format, version: _version, integrity: _integrity, ...body } = manifest;
  const bias = tensors.get('fc.bias')!;
  const moved = new Map(tensors).set(
    'fc.bias',
    fromFloat32(
      toFloat32(bias).map(() => 70_000),
      bias.shape,
    ),
  );
  await writeAdapterFiles(at('large'), await encodeAdapter(body as ManifestBody, moved));
}
