import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Domain, describeInput, domainOf } from '@ftn/adapters';
import { readAdapterFolder, writeAdapterFolder } from '@ftn/adapters/node';
import type { Backbone } from '@ftn/backbones';
import { imagenetEvaluation } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { openBackbone } from '@ftn/library/internal';
import { formulaValues } from '@ftn/reliability';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';
import { livelyNorms } from '../testing/lively-norms.js';

/** A Python with torch, torchvision, peft and lycoris-lora; FTN_PYTHON names another one than `python3`. */
const python = process.env.FTN_PYTHON ?? 'python3';
const able = spawnSync(python, ['-c', 'import torch, torchvision, peft, lycoris']).status === 0;
const skipped = able
  ? ''
  : ' (skipped: this Python has not all of torch, torchvision, peft and lycoris-lora)';

/** A ResNet-18 whose batch norms have left their initial values, and an image. */
const make = `
import torch, torchvision
torch.manual_seed(1)
net = torchvision.models.resnet18()
${livelyNorms}torch.save(net.state_dict(), "w.pth")
torch.randn(2, 3, 224, 224).numpy().tofile("x.bin")
`;

/** What runs around the documentation's Python: the images before it, the logits after it. */
const around = `
import json, numpy as np, torch
pixels = torch.from_numpy(np.fromfile("x.bin", np.float32).reshape(2, 3, 224, 224))
exec(open("piece.py").read())
with torch.no_grad():
    print(json.dumps(net.eval()(pixels).flatten().tolist()))
`;

/** Adapters that the two libraries train themselves, in a step that moves everything; and their logits. */
const foreign = `
import json, numpy as np, torch, torchvision
from peft import LoraConfig, get_peft_model
from lycoris import LycorisNetwork, create_lycoris
from safetensors.torch import save_file
pixels = torch.from_numpy(np.fromfile("x.bin", np.float32).reshape(2, 3, 224, 224))
def base():
    net = torchvision.models.resnet18()
    net.load_state_dict(torch.load("w.pth"))
    return net.eval()
def moved(module, wanted):
    torch.manual_seed(5)
    for name, value in module.named_parameters():
        if wanted(name):
            value.data.add_(torch.randn_like(value) * 0.02)
    return module.eval()
net = base()
net.fc = torch.nn.Linear(512, 4)
net = moved(get_peft_model(net, LoraConfig(r=2, lora_alpha=6, target_modules=["conv1", "conv2", "downsample.0"], modules_to_save=["fc"])),
            lambda name: "lora_" in name or "modules_to_save" in name)
net.save_pretrained("peft-own")
result = {}
with torch.no_grad():
    result["peft-own"] = net(pixels).flatten().tolist()
net = base()
open("convolutions.toml", "w").write('enable_conv = true\\ntarget_module = ["BasicBlock"]\\n')
network = create_lycoris(net, 1.0, linear_dim=2, linear_alpha=2, conv_dim=2, conv_alpha=4, algo="lora", preset="convolutions.toml")
network.apply_to()
moved(network, lambda name: ".lora_" in name)
save_file({key: value.detach().clone().contiguous() for key, value in network.state_dict().items() if not key.startswith("loras.")},
          "lycoris-own.safetensors")
with torch.no_grad():
    result["lycoris-own"] = net.eval()(pixels).flatten().tolist()
print(json.dumps(result))
`;

let folder: string;
let backbone: Backbone;
let logits: Float32Array;
const at = (name: string) => join(folder, name);

function runPython(program: string): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program], { encoding: 'utf8', cwd: folder });
  expect(status, stderr).toBe(0);
  return stdout.trim().split('\n').at(-1)!;
}

function logitsOf(domain: Domain): Float32Array {
  const bytes = readFileSync(at('x.bin'));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return tf.tidy(() => {
    const x = tf.transpose(tf.tensor4d(values, [2, 3, 224, 224]), [0, 2, 3, 1]);
    return domain.forward(x as tf.Tensor4D, 'eval').output.dataSync<'float32'>();
  });
}

/** The largest difference relative to the largest logit. */
function difference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  const wanted = Array.from(expected);
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, i) => Math.abs(value - got[i]!))) / largest;
}

/** The piece of Python of a page that holds a word. */
function pieceWith(word: string): string {
  const page = readFileSync(new URL('../../../../docs/interoperability.md', import.meta.url), 'utf8');
  return [...page.matchAll(/```python\n(.*?)```/gs)]
    .map(([, piece]) => piece!)
    .find((one) => one.includes(word))!;
}

async function logitsOfFolder(name: string): Promise<Float32Array> {
  using domain = await domainOf(await readAdapterFolder(at(name)), backbone);
  return logitsOf(domain);
}

describe.skipIf(!able)(`LoRA of other libraries${skipped}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ftn-lora-'));
    await startEngine();
    runPython(make);
    backbone = await openBackbone({ name: 'resnet18', weights: at('w.pth') });
    using domain = Domain.create({
      name: 'flowers',
      backbone,
      method: createMethod('ftn', { rank: 'layer4=6,*=3' }),
      classes: ['iris', 'rose', 'tulip', 'lily'],
      seed: 3,
    });
    for (const { name, variable } of domain.parameters()) {
      const noise = formulaValues(`moved ${name}`, variable.size, (v) => 0.05 * v);
      tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
    }
    const input = describeInput(imagenetEvaluation(), 224);
    await writeAdapterFolder(domain, at('runs/flowers'), { input });
    logits = logitsOf(domain);
  }, 900_000);
  afterAll(() => {
    backbone?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['--peft', 'flowers-peft', 'PeftModel'],
    ['--lycoris', 'flowers-lycoris.safetensors', 'create_lycoris_from_weights'],
  ])(
    '%s: the other library gives our logits with the documentation’s Python, and it comes back whole',
    async (form, out, word) => {
      const written = await ftn('export', form, '--adapter', at('runs/flowers'), '--out', at(out));
      expect(written.code, written.err).toBe(0);
      const piece = pieceWith(word).replaceAll('resnet18.pth', 'w.pth').replaceAll('len(classes)', '4');
      const theirs = JSON.parse(
        runPython(around.replace('exec(open("piece.py").read())', piece)),
      ) as number[];
      expect(difference(theirs, logits)).toBeLessThan(1e-5);

      const words = ['--backbone', 'resnet18', '--weights', at('w.pth'), '--json'];
      const back = await ftn('convert', at(out), at(`back${form}`), ...words);
      expect(back.code, back.err).toBe(0);
      const { rows } = lastJson(back.out) as { rows: { relativeError: number; domain: string }[] };
      expect(rows[0]).toMatchObject({ domain: 'flowers', outputs: 4 });
      expect(rows[0]!.relativeError).toBeLessThan(3e-7);
      expect(difference(await logitsOfFolder(`back${form}`), logits)).toBeLessThan(1e-5);
    },
    900_000,
  );

  it('adapters that PEFT and LyCORIS wrote give their logits, at a rank that holds their ΔW', async () => {
    const theirs = JSON.parse(runPython(foreign)) as Record<string, number[]>;
    for (const [name, from] of [
      ['peft-own', 'peft-own'],
      ['lycoris-own', 'lycoris-own.safetensors'],
    ] as const) {
      // Two ranks of 3×3 kernels are at most 18 terms; conv1, which PEFT adapts too, has 7×7 but three channels.
      const words = ['--rank', '18', '--backbone', 'resnet18', '--weights', at('w.pth'), '--json'];
      const { code, out, err } = await ftn('convert', at(from), at(`${name}-ftn`), ...words);
      expect(code, err).toBe(0);
      const { rows } = lastJson(out) as { rows: { relativeError: number }[] };
      expect(rows[0]!.relativeError).toBeLessThan(1e-6);
      expect(difference(await logitsOfFolder(`${name}-ftn`), theirs[name]!)).toBeLessThan(1e-5);
    }
  }, 900_000);
});
