import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Domain, describeInput } from '@ftn/adapters';
import { writeAdapterFolder } from '@ftn/adapters/node';
import { imagenetEvaluation } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { openBackbone } from '@ftn/library/internal';
import { globalAveragePool } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';
import { livelyNorms } from '../testing/lively-norms.js';

/** A Python with torch, torchvision and safetensors; FTN_PYTHON names another one than `python3`. */
const python = process.env.FTN_PYTHON ?? 'python3';
const has = (modules: string) => spawnSync(python, ['-c', `import ${modules}`]).status === 0;
const hasTorchvision = has('torch, torchvision, safetensors');
const hasTimm = hasTorchvision && has('timm');
const skipped = hasTorchvision ? '' : ' (skipped: this Python has no torchvision; FTN_PYTHON names another)';

/** Saves a ResNet with lively batch norms in the way of `form`, and its pooled features of the images. */
const save = `
import sys, numpy as np, torch, torchvision
from safetensors.torch import save_file
form, name, path, images, features = sys.argv[1:]
torch.manual_seed(1)
if form == "timm":
    import timm
    net = timm.create_model(name)
else:
    net = getattr(torchvision.models, name)()
${livelyNorms}state = net.state_dict()
if form == "data parallel":
    state = {"epoch": 3, "arch": name, "state_dict": torch.nn.DataParallel(net).state_dict()}
if form in ("safetensors", "timm"):
    save_file(state, path)
else:
    torch.save(state, path, _use_new_zipfile_serialization=form != "legacy")
x = torch.from_numpy(np.fromfile(images, np.float32).reshape(2, 3, 224, 224))
net.fc = torch.nn.Identity()
with torch.no_grad():
    net.eval()(x).numpy().tofile(features)
`;

/** Loads a merged network strictly and writes its logits of the images: what the documentation shows. */
const load = `
import sys, numpy as np, torch, torchvision
from safetensors.torch import load_file
name, path, classes, images, logits = sys.argv[1:]
net = getattr(torchvision.models, name)(num_classes=int(classes))
print(net.load_state_dict(load_file(path), strict=True))
x = torch.from_numpy(np.fromfile(images, np.float32).reshape(2, 3, 224, 224))
with torch.no_grad():
    net.eval()(x).numpy().tofile(logits)
`;

let folder: string;
const at = (name: string) => join(folder, name);
const floats = (name: string) => new Float32Array(new Uint8Array(readFileSync(at(name))).buffer);

function runPython(program: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, ...words], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** The largest difference relative to the largest value. */
function difference(got: ArrayLike<number>, expected: Float32Array): number {
  expect(got).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - got[i]!)), 0) / largest;
}

/** The images PyTorch sees, N×H×W×3. */
function pictures(): tf.Tensor4D {
  const values = new RandomStream('pictures').normals(2 * 3 * 224 * 224);
  return tf.tidy(() => tf.transpose(tf.tensor4d(values, [2, 3, 224, 224]), [0, 2, 3, 1]));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ftn-torchvision-'));
  await startEngine();
  const images = new RandomStream('pictures').normals(2 * 3 * 224 * 224);
  await writeFile(at('images'), new Uint8Array(images.buffer));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasTorchvision)(`weights of PyTorch${skipped}`, () => {
  it.each<[form: string, name: string, file: string]>([
    ['plain', 'resnet50', 'w.pth'],
    ['plain', 'resnet34', 'w.pth'],
    ['legacy', 'resnet18', 'w.pth'],
    ['data parallel', 'resnet18', 'w.pth'],
    ['safetensors', 'resnet101', 'w.safetensors'],
    ...(hasTimm ? ([['timm', 'resnet50', 'w.safetensors']] satisfies [string, string, string][]) : []),
  ])('%s %s in %s give the features that PyTorch gives', async (form, name, file) => {
    runPython(save, form, name, at(file), at('images'), at('features'));
    const backbone = await openBackbone({ name, weights: at(file) });
    const x = pictures();
    const features = tf.tidy(() => globalAveragePool(backbone.forward(x).layer4!).dataSync());
    expect(difference(features, floats('features'))).toBeLessThan(1e-4);
    x.dispose();
    backbone.dispose();
  });

  it('are refused where the file is cut off or holds another network', async () => {
    runPython(save, 'plain', 'resnet18', at('w.pth'), at('images'), at('features'));
    const words = ['convert', at('w.pth'), at('out.safetensors'), '--backbone'];
    const { code, err } = await ftn(...words, 'resnet34');
    expect(code).toBe(3);
    expect(err).toContain('This looks like resnet18: name that backbone');
    await writeFile(at('w.pth'), readFileSync(at('w.pth')).subarray(0, 20_000_000));
    expect((await ftn(...words, 'resnet18')).code).toBe(3);
  });
});

describe.skipIf(!hasTorchvision)(`ftn merge${skipped}`, () => {
  it.each(['resnet18', 'resnet50'])(
    'writes a %s that loads strictly in PyTorch and gives our logits',
    async (name) => {
      runPython(save, 'plain', name, at('w.pth'), at('images'), at('features'));
      const backbone = await openBackbone({ name, weights: at('w.pth') });
      const classes = ['finch', 'owl', 'tern'];
      const method = createMethod('ftn', { rank: 5 });
      const domain = Domain.create({ name: 'birds', backbone, method, classes, seed: 3 });
      for (const { name: parameter, variable } of domain.parameters()) {
        const noise = new RandomStream('moved', parameter).normals(variable.size, 0.05);
        tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
      }
      await writeAdapterFolder(domain, at('adapter'), { input: describeInput(imagenetEvaluation(), 224) });
      const words = ['--adapter', at('adapter'), '--weights', at('w.pth'), '--out', at('m.safetensors')];
      const { code, err } = await ftn('merge', ...words, '--force');
      expect(code, err).toBe(0);
      const said = runPython(load, name, at('m.safetensors'), '3', at('images'), at('logits'));
      expect(said).toContain('All keys matched successfully');
      const x = pictures();
      const logits = tf.tidy(() => domain.forward(x, 'eval').output.dataSync());
      expect(difference(logits, floats('logits'))).toBeLessThan(1e-4);
      x.dispose();
      domain.dispose();
      backbone.dispose();
    },
  );
});
