import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backboneToTensors, Domain, describeInput } from '@ftn/adapters';
import { writeAdapterFolder } from '@ftn/adapters/node';
import type { Backbone } from '@ftn/backbones';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { createBatchLoader, imageFiles, imagenetEvaluation } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { loadModel, type Model } from '@ftn/library';
import { randomBackbone } from '@ftn/library/internal';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';

/** A Python with torch, safetensors and Pillow; FTN_PYTHON names another one than `python3`. */
const python = process.env.FTN_PYTHON ?? 'python3';
const able = spawnSync(python, ['-c', 'import torch, safetensors, PIL']).status === 0;
const skipped = able ? '' : ' (skipped: this Python has not all of torch, safetensors and Pillow)';

/** The logits of every photograph by every adapter, twice over, so that each is switched away from and back to. */
const run = `
import json, sys, importlib.util
spec = importlib.util.spec_from_file_location("adapted", sys.argv[1])
adapted = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adapted)
photos = json.loads(sys.argv[2])
model = adapted.AdaptedResNet(adapted.Path(sys.argv[1]).parent / adapted.WEIGHTS)
for name, folder in adapted.ADAPTERS.items():
    model.load(adapted.Path(sys.argv[1]).parent / folder, name)
rounds = []
for _ in range(2):
    found = {}
    for name in adapted.ADAPTERS:
        model.use(name)
        found[name] = model(photos).tolist()
    rounds.append(found)
print(json.dumps(rounds))
`;

const methods = {
  low: ['ftn', { rank: 3 }],
  four: ['ftn', { rank: 2, modes: 'separable' }],
  residual: ['taps', {}],
  whole: ['fine-tuning', {}],
  norms: ['fc-and-bn-only', {}],
  skipping: ['adashare', {}],
} as const;

let folder: string;
const at = (name: string) => join(folder, name);
const photos = ['a.jpg', 'b.png', 'c.png'];

/** Photographs of odd sizes: turned by EXIF, with transparency, smaller than the crop. */
async function makePhotos(): Promise<void> {
  const noise = (width: number, height: number, channels: 3 | 4) =>
    sharp(
      Uint8Array.from(
        new RandomStream('photo', String(width)).normals(width * height * channels, 60),
        (n) => n + 128,
      ),
      {
        raw: { width, height, channels },
      },
    );
  await noise(333, 217, 3).jpeg({ quality: 90 }).withMetadata({ orientation: 6 }).toFile(at('a.jpg'));
  await noise(301, 255, 4).png().toFile(at('b.png'));
  await noise(97, 61, 3).png().toFile(at('c.png'));
}

/** Moves everything a domain learns away from its initial value, and skips one block where blocks are decided on. */
async function writeAdapter(backbone: Backbone, name: keyof typeof methods): Promise<string> {
  const [method, options] = methods[name];
  using domain = Domain.create({
    name,
    backbone,
    method: createMethod(method, options),
    classes: ['finch', 'owl', 'tern', 'wren'],
    seed: 3,
  });
  for (const parameter of domain.parameters()) {
    const value = new RandomStream('moved', name, parameter.name).normals(parameter.variable.size, 0.01);
    tf.tidy(() =>
      parameter.variable.assign(tf.add(parameter.variable, tf.tensor(value, parameter.variable.shape))),
    );
  }
  for (const [block, policy] of domain.parts.policies) policy.decide(!block.startsWith('layer3'));
  const size = backbone.architecture.name.endsWith('small') ? 64 : 224;
  const input = describeInput(imagenetEvaluation(size), size);
  await writeAdapterFolder(domain, at(`${backbone.architecture.name}/${name}`), { input });
  return at(`${backbone.architecture.name}/${name}`);
}

async function logitsOf(model: Model, name: string): Promise<number[][]> {
  const { domain, settings } = model.adapter(name);
  const dataset = imageFiles(photos.map((name) => at(name)));
  const { steps: transforms, decode } = settings;
  await using loader = createBatchLoader({
    dataset,
    targets: [],
    batchSize: 1,
    transforms,
    decode,
    workers: 0,
  });
  const rows: number[][] = [];
  for await (const { images, shape } of loader.batches(0)) {
    rows.push([...tf.tidy(() => domain.forward(tf.tensor4d(images, [...shape]), 'eval').output.dataSync())]);
  }
  return rows;
}

/** 1e-4 of the largest logit, and at least 1e-4. */
const tolerance = (logits: number[][]) => 1e-4 * Math.max(1, ...logits.flat().map(Math.abs));

const furthest = (a: number[][], b: number[][]) =>
  Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!))));

describe.skipIf(!able)(`the exported program in PyTorch${skipped}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ftn-pytorch-'));
    await startEngine();
    await makePhotos();
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['resnet10-small', Object.keys(methods)],
    ['resnet18', ['low', 'whole']],
    ['resnet50', ['low', 'four']],
  ] as [string, (keyof typeof methods)[]][])(
    'gives our logits for photographs, adapter by adapter and back: %s',
    async (network, names) => {
      using backbone = randomBackbone({ name: network }, 5);
      const weights = at(`${network}.safetensors`);
      await writeFileAtomic(weights, encodeSafetensors(backboneToTensors(backbone)));
      const folders: Record<string, string> = {};
      for (const name of names) folders[name] = await writeAdapter(backbone, name);
      const words = Object.values(folders).flatMap((one) => ['--adapter', one]);
      const out = at(`${network}.py`);
      const written = await ftn('export', '--pytorch', ...words, '--weights', weights, '--out', out);
      expect(written.code, written.err).toBe(0);

      const paths = photos.map(at);
      const { status, stdout, stderr } = spawnSync(python, ['-c', run, out, JSON.stringify(paths)], {
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      const rounds = JSON.parse(stdout) as Record<string, number[][]>[];
      await using model = await loadModel(weights, folders);
      for (const name of names) {
        const expected = await logitsOf(model, name);
        for (const round of rounds)
          expect(furthest(round[name]!, expected), name).toBeLessThan(tolerance(expected));
        for (const other of names) {
          if (other !== name) expect(furthest(rounds[0]![other]!, expected), other).toBeGreaterThan(1e-3);
        }
      }

      const told = spawnSync(python, [out, ...paths], { encoding: 'utf8' });
      expect(told.status, told.stderr).toBe(0);
      const lines = told.stdout.trim().split('\n');
      expect(lines).toHaveLength(names.length * photos.length);
      expect(JSON.parse(lines[0]!)).toMatchObject({ image: paths[0], adapter: names[0] });
    },
    600_000,
  );
});
