import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Domain, describeInput } from '@ftn/adapters';
import { readManifest, writeAdapterFolder } from '@ftn/adapters/node';
import { createBatchLoader, imageFiles, imagenetEvaluation } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { openBackbone } from '@ftn/library/internal';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';
import { livelyNorms } from '../testing/lively-norms.js';

/** A Python with torch, torchvision, onnxruntime and Pillow; FTN_PYTHON names another one than `python3`. */
const python = process.env.FTN_PYTHON ?? 'python3';
const modules = 'torch, torchvision, safetensors, onnxruntime, PIL';
const able = spawnSync(python, ['-c', `import ${modules}`]).status === 0;
const skipped = able ? '' : ' (skipped: this Python has not all of them; FTN_PYTHON names another)';

/** A ResNet-18 with random weights, and photographs of odd sizes: turned by EXIF, grey, with transparency, small. */
const make = `
import numpy as np, torch, torchvision
from PIL import Image
torch.manual_seed(1)
net = torchvision.models.resnet18()
${livelyNorms}torch.save(net.state_dict(), "w.pth")
random = np.random.default_rng(2)
def picture(height, width, channels):
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (5 + 7 * c) + y / (11 - 2 * c)) + random.normal(0, 0.2, (height, width)) for c in range(channels)]
    return np.uint8(np.clip(127 + 80 * np.stack(waves, -1), 0, 255))
exif = Image.Exif()
exif[0x0112] = 6
Image.fromarray(picture(333, 217, 3)).save("a.jpg", quality=83)
Image.fromarray(picture(151, 402, 3)).save("b.jpg", quality=95, subsampling=0, exif=exif)
Image.fromarray(picture(61, 97, 1)[..., 0]).save("c.jpg")
Image.fromarray(picture(255, 301, 3)).save("d.png")
Image.fromarray(picture(227, 223, 4)).save("e.png")
`;

/** Runs pieces of the documentation's Python for each photograph, and prints what the last piece calls its logits. */
const run = `
import json, sys
pieces, photos = json.loads(sys.argv[1]), json.loads(sys.argv[2])
result = []
for photo in photos:
    scope = {}
    for piece in pieces:
        exec(piece.replace("photo.jpg", photo), scope)
    result.append([float(value) for value in scope["logits"][0]])
print(json.dumps(result))
`;

/** Runs the card's Python for each photograph, and prints the mean and the largest of what it prepared. */
const runCard = run.replace('scope["logits"][0]', '(scope["pixels"].mean(), scope["pixels"].max())');

const photos = ['a.jpg', 'b.jpg', 'c.jpg', 'd.png', 'e.png'];
let folder: string;
const at = (name: string) => join(folder, name);

function runPython(program: string, ...words: unknown[]): string {
  const texts = words.map((word) => JSON.stringify(word));
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, ...texts], {
    encoding: 'utf8',
    cwd: folder,
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** The pieces of Python in a page, by a word that each holds. */
function pythonIn(page: string, ...words: string[]): string[] {
  const pieces = [...page.matchAll(/```python\n(.*?)```/gs)].map(([, piece]) => piece!);
  return words.map((word) => pieces.find((piece) => piece.includes(word))!);
}

/** What the adapter's own preparation makes of every photograph, and the logits for it. */
async function ours(domain: Domain): Promise<{ logits: number[][]; pixels: [number, number][] }> {
  const { input } = await readManifest(at('runs/mine'));
  const dataset = imageFiles(photos.map((name) => at(name)));
  await using loader = createBatchLoader({
    dataset,
    targets: [],
    batchSize: 1,
    transforms: input.steps,
    workers: 0,
  });
  const [logits, pixels]: [number[][], [number, number][]] = [[], []];
  for await (const { images, shape } of loader.batches(0)) {
    logits.push([
      ...tf.tidy(() => domain.forward(tf.tensor4d(images, [...shape]), 'eval').output.dataSync()),
    ]);
    const mean = images.reduce((sum, value) => sum + value, 0) / images.length;
    pixels.push([mean, images.reduce((most, value) => Math.max(most, value))]);
  }
  return { logits, pixels };
}

const largestDifference = (got: number[][], expected: number[][]) =>
  Math.max(...expected.flatMap((row, i) => row.map((value, j) => Math.abs(value - got[i]![j]!))));

describe.skipIf(!able)(`a trained domain in torchvision and onnxruntime${skipped}`, () => {
  let expected: Awaited<ReturnType<typeof ours>>;
  const page = readFileSync(new URL('../../../../docs/interoperability.md', import.meta.url), 'utf8');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ftn-interoperability-'));
    await startEngine();
    runPython(make);
    using backbone = await openBackbone({ name: 'resnet18', weights: at('w.pth') });
    const method = createMethod('ftn', { rank: 5 });
    using domain = Domain.create({
      name: 'mine',
      backbone,
      method,
      classes: ['finch', 'owl', 'tern'],
      seed: 3,
    });
    for (const { name, variable } of domain.parameters()) {
      const noise = new RandomStream('moved', name).normals(variable.size, 0.05);
      tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
    }
    const input = describeInput(imagenetEvaluation(), 224);
    await writeAdapterFolder(domain, at('runs/mine/adapter'), { input });
    expected = await ours(domain);
    const words = ['--adapter', at('runs/mine'), '--weights', at('w.pth'), '--out'];
    for (const [verb, file] of [
      ['merge', 'mine.safetensors'],
      ['export', 'mine.onnx'],
    ] as const) {
      const { code, err } = await ftn(verb, ...words, at(file));
      expect(code, err).toBe(0);
    }
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['get_model', 'InferenceSession'])(
    'gives our logits for photographs with the Python code of the documentation: %s',
    (word) => {
      const pieces = pythonIn(page, 'def prepare', word);
      const logits = JSON.parse(runPython(run, pieces, photos)) as number[][];
      expect(largestDifference(logits, expected.logits)).toBeLessThan(1e-4);
      const spread = expected.logits.flatMap((row) => row.map((value, i) => value - expected.logits[0]![i]!));
      expect(Math.max(...spread)).toBeGreaterThan(0.05);
    },
    600_000,
  );

  it('gives our images with the Python code of the model card', () => {
    const card = readFileSync(at('runs/mine/adapter/README.md'), 'utf8');
    const made = JSON.parse(runPython(runCard, pythonIn(card, 'from PIL'), photos)) as number[][];
    expect(largestDifference(made, expected.pixels)).toBeLessThan(1e-4);
  }, 600_000);
});
