import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@ftn/checkpoints';
import { packageFile } from '@ftn/library/internal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';
import { writeTinyAdapter } from '../testing/tiny-adapter.js';

let scratch: string;
let adapter: string;
const at = (name: string) => join(scratch, name);
const run = (...words: string[]) => ftn('export', '--adapter', adapter, ...words);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-export-'));
  adapter = await writeTinyAdapter(at('adapter'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn export', () => {
  it('writes an ONNX model and prints its inputs and outputs', async () => {
    const { code, out, err } = await run('--out', at('plain.onnx'));
    expect(code, err).toBe(0);
    expect(out).toContain('plain.onnx: 40 nodes, opset 17, 1.2 MB');
    expect(out).toContain(
      'input 1×3×32×32 (RGB, normalised with the mean and std in its metadata) → logits 1×3',
    );
    const bytes = await readFile(at('plain.onnx'));
    // ModelProto begins with ir_version 8 and its producer.
    expect([...bytes.subarray(0, 7)]).toEqual([8, 8, 18, 3, ...Buffer.from('ftn')]);
    expect(bytes.includes('["blue","green","red"]')).toBe(true);
  });

  it('accepts every option, and reports all of them with --json', async () => {
    const options = ['--size', '64x96', '--dynamic-batch', '--fold-batch-norm', '--normalize', '--softmax'];
    const { code, out, err } = await run('--out', at('all.onnx'), ...options, '--opset', '18', '--json');
    expect(code, err).toBe(0);
    const { id, rows } = lastJson(out) as { id: string; rows: Record<string, unknown>[] };
    expect(id).toBe('export');
    expect(rows).toEqual([
      {
        file: at('all.onnx'),
        opset: 18,
        foldBatchNorm: true,
        dynamicBatch: true,
        normalize: true,
        softmax: true,
        nodes: 31,
        bytes: (await readFile(at('all.onnx'))).length,
        input: { name: 'input', shape: ['N', 3, 64, 96] },
        output: { name: 'probabilities', shape: ['N', 3] },
      },
    ]);
  });

  it('exports and merges the decoder of a dense task', async () => {
    const dense = ['--adapter', await writeTinyAdapter(at('dense'), 'normals')];
    const { code, out, err } = await ftn('export', ...dense, '--out', at('dense.onnx'));
    expect(code, err).toBe(0);
    expect(out).toContain('input 1×3×24×40');
    expect(out).toContain('→ output 1×3×24×40');
    const merged = await ftn('merge', ...dense, '--out', at('dense.safetensors'));
    expect(merged.code, merged.err).toBe(0);
    expect(merged.out).toContain('a resnet10-small of 3 outputs (normals)');
    const { tensors } = decodeSafetensors(await readFile(at('dense.safetensors')));
    expect(tensors.has('decoder.predict.bias')).toBe(true);
    const evaluated = await ftn('evaluate', ...dense, '--data', 'mini-domains/sketch');
    expect(evaluated.code).toBe(2);
    expect(evaluated.err).toContain(
      "'mini-domains/sketch' has no 'normals' to learn: expected data with 'normals'",
    );
  });

  it('writes a program for PyTorch over several adapters, with their folders relative to it', async () => {
    const other = await writeTinyAdapter(at('other "adapter"'), 'classes', { name: 'shades' });
    const words = ['--pytorch', '--adapter', other, '--out', at('adapted.py')];
    const { code, out, err } = await run(...words);
    expect(code, err).toBe(0);
    expect(out).toContain('adapted.py: resnet10-small with the adapters colours, shades');
    const program = await readFile(at('adapted.py'), 'utf8');
    expect(program).toContain(
      'ADAPTERS = {\n    "colours": "adapter",\n    "shades": "other \\"adapter\\""\n}',
    );
    expect(program).toMatch(/^WEIGHTS = ".*\/resnet10-small\.safetensors"$/m);
    const json = await run(...words, '--force', '--json');
    expect((lastJson(json.out) as { rows: unknown[] }).rows[0]).toMatchObject({ network: 'resnet10-small' });
  });

  it('refuses a program for PyTorch of a map, over other weights, or shaped as an ONNX model', async () => {
    const dense = await writeTinyAdapter(at('maps'), 'normals');
    const map = await ftn('export', '--pytorch', '--adapter', dense, '--out', at('maps.py'));
    expect(map.err).toContain(
      "expected a classifier over a ResNet, got the head 'deeplab' over resnet10-small",
    );
    const joint = packageFile('assets', 'resnet10-small-joint.safetensors');
    const other = await run('--pytorch', '--out', at('maps.py'), '--weights', joint);
    expect(other.code).toBe(3);
    expect(other.err).toContain('the adapters were trained over other weights');
    const shaped = await run('--pytorch', '--out', at('maps.py'), '--fold-batch-norm');
    expect(shaped.err).toContain('--fold-batch-norm shapes an ONNX model');
    const two = await run('--adapter', dense, '--out', at('two.onnx'));
    expect(two.err).toContain('an ONNX model holds one adapter: expected one --adapter, got 2');
    await expect(readFile(at('maps.py'))).rejects.toThrow('ENOENT');
  });

  it('writes PEFT’s folder and LyCORIS’s file, without weights, and converts both back with their error', async () => {
    const peft = await run('--peft', '--out', at('peft'));
    expect(peft.code, peft.err).toBe(0);
    expect(peft.out).toContain('peft: LoRA on 12 convolutions of resnet10-small');
    expect(peft.out).toContain('whose last layer has 3 outputs');
    const config = JSON.parse(await readFile(at('peft/adapter_config.json'), 'utf8')) as object;
    expect(config).toMatchObject({ peft_type: 'LORA', r: 2, lora_alpha: 2 });
    const lycoris = await run('--lycoris', '--out', at('lycoris.safetensors'), '--json');
    expect(lycoris.code, lycoris.err).toBe(0);
    expect((lastJson(lycoris.out) as { rows: unknown[] }).rows[0]).toMatchObject({ layers: 12, outputs: 3 });
    for (const from of ['peft', 'lycoris.safetensors']) {
      const words = [at(from), at(`${from.slice(0, 4)}-back`), '--backbone', 'resnet10-small', '--rank', '4'];
      const { code, out, err } = await ftn('convert', ...words);
      expect(code, err).toBe(0);
      expect(out).toMatch(/layer4\.0\.conv2\s+0\s+0\.0e\+0/);
      expect(out).toContain("'colours', 3 outputs, relative error in all 0.0e+0");
      const manifest = JSON.parse(
        await readFile(at(`${from.slice(0, 4)}-back/adapter.json`), 'utf8'),
      ) as object;
      expect(manifest).toMatchObject({ name: 'colours', outputs: ['blue', 'green', 'red'] });
      const again = await ftn('convert', ...words);
      expect(again.err).toContain('this folder holds an adapter already');
    }
    expect((await run('--peft', '--out', at('peft'))).err).toContain('this folder holds an adapter of PEFT');
    expect((await run('--peft', '--out', at('p'), '--weights', 'w.pth')).err).toContain(
      '--peft takes no weights',
    );
    expect((await run('--peft', '--lycoris', '--out', at('p'))).err).toContain('only one form');
    const file = await ftn('convert', at('peft'), at('nowhere'));
    expect(file.err).toContain('--backbone is missing. Add --backbone NAME.');
    const rank = await ftn('convert', at('lycoris.safetensors'), at('w.safetensors'), '--rank', '2');
    expect(rank.err).toContain('--rank is of LoRA');
  });

  it('writes one model for several adapters, and a file for each', async () => {
    const other = await writeTinyAdapter(at('more'), 'classes', { name: '../more', classes: ['x', 'y'] });
    const words = ['--shared', '--adapter', other, '--out', at('shared')];
    const { code, out, err } = await run(...words);
    expect(code, err).toBe(0);
    expect(out).toMatch(/network\.onnx: \d+ nodes, opset 17, 1\.2 MB/);
    expect(out).toMatch(/colours\.safetensors: 'colours', 59 tensors to feed it, \d+/);
    const { rows } = lastJson((await run(...words, '--force', '--json')).out) as {
      rows: { domains: { file: string; domain: string }[] }[];
    };
    const files = rows[0]!.domains.map(({ file }) => file);
    expect(files[0]).toBe(at('shared/colours.safetensors'));
    expect(files[1]!.startsWith(at('shared/'))).toBe(true);
    const { tensors, metadata } = decodeSafetensors(await readFile(files[1]!));
    expect(tensors.get('fc.weight')?.shape).toEqual([2, 128]);
    expect(JSON.parse(metadata.get('outputs')!)).toEqual(['x', 'y']);
    expect((await run(...words)).err).toContain('this folder holds a shared model');
    expect((await run(...words, '--fold-batch-norm')).err).toContain(
      'Leave out --fold-batch-norm or --shared',
    );
  });

  it.each([
    [['--out', 'model.pth'], "cannot write 'model.pth': expected a file ending in .onnx."],
    [['--out', 'm.onnx', '--opset', '9'], 'opset 9 is not supported'],
    [['--out', 'm.onnx', '--size', '0'], "--size takes a whole number from 1 up: got '0'"],
    [
      ['--out', 'm.onnx', '--size', '1x2x3'],
      "--size takes the side of a square or HEIGHTxWIDTH, such as 224 or 480x640: got '1x2x3'",
    ],
    [[], '--out is missing. Add --out FILE.onnx.'],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await run(...words.map((word) => (word.includes('.') ? at(word) : word)));
    expect(code).toBe(2);
    expect(err).toContain(message);
    await expect(readFile(at('m.onnx'))).rejects.toThrow('ENOENT');
  });

  it('replaces a file only with --force', async () => {
    await writeFile(at('mine.onnx'), 'mine');
    expect((await run('--out', at('mine.onnx'))).code).toBe(2);
    expect(await readFile(at('mine.onnx'), 'utf8')).toBe('mine');
    expect((await run('--out', at('mine.onnx'), '--force')).code).toBe(0);
    expect((await readFile(at('mine.onnx'))).length).toBeGreaterThan(1e6);
  });
});
