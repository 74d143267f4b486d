import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backboneToTensors, Domain, describeInput } from '@ftn/adapters';
import { writeAdapterFolder } from '@ftn/adapters/node';
import { encodeSafetensors } from '@ftn/checkpoints';
import { imagenetEvaluation } from '@ftn/datasets';
import { startEngine } from '@ftn/engine';
import { randomBackbone } from '@ftn/library/internal';
import { formulaValues } from '@ftn/reliability';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';

/** A Python with onnxruntime and safetensors; FTN_PYTHON names another one than `python3`. */
const python = process.env.FTN_PYTHON ?? 'python3';
const able = spawnSync(python, ['-c', 'import onnxruntime, safetensors']).status === 0;
const skipped = able ? '' : ' (skipped: this Python has not both of onnxruntime and safetensors)';

/** A node_modules with onnxruntime-node and onnxruntime-web, which no package here depends on. */
const modules = process.env.FTN_ONNXRUNTIME ?? '';
const hasRuntime = existsSync(join(modules, 'onnxruntime-node'));

const names = ['flowers', 'birds'] as const;
const ranks = { flowers: 4, birds: 2 } as const;
const classes = {
  flowers: ['iris', 'rose', 'lily'],
  birds: ['owl', 'tern', 'wren', 'finch', 'crane'],
} as const;
const values = formulaValues('input of a shared model', 3 * 224 * 224, (v) => 1.7 * v);

let folder: string;
const expected: Record<string, Float32Array> = {};
const at = (name: string) => join(folder, name);

/** The piece of code of the documentation in a language that holds a word. */
function piece(language: string, word: string): string {
  const page = readFileSync(new URL('../../../../docs/interoperability.md', import.meta.url), 'utf8');
  const pieces = [...page.matchAll(/```(\w+)\n(.*?)```/gs)].filter(([, found]) => found === language);
  return pieces.map(([, , code]) => code!).find((code) => code.includes(word))!;
}

function difference(got: readonly number[], wanted: Float32Array): number {
  expect(got).toHaveLength(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...got.map((value, i) => Math.abs(value - wanted[i]!))) / largest;
}

describe.skipIf(!able)(`one ONNX model for two domains of ResNet-18${skipped}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ftn-shared-'));
    await startEngine();
    using backbone = randomBackbone({ name: 'resnet18' }, 5);
    writeFileSync(at('w.safetensors'), encodeSafetensors(backboneToTensors(backbone)));
    writeFileSync(at('x.bin'), values);
    for (const name of names) {
      const method = createMethod('ftn', { rank: ranks[name] });
      using domain = Domain.create({ name, backbone, method, classes: classes[name], seed: 3 });
      for (const { name: parameter, variable } of domain.parameters()) {
        const noise = formulaValues(`${name} ${parameter}`, variable.size, (v) => 0.05 * v);
        tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
      }
      await writeAdapterFolder(domain, at(name), { input: describeInput(imagenetEvaluation(), 224) });
      expected[name] = tf.tidy(() => {
        const x = tf.transpose(tf.tensor4d(values, [1, 3, 224, 224]), [0, 2, 3, 1]) as tf.Tensor4D;
        return domain.forward(x, 'eval').output.dataSync<'float32'>();
      });
    }
    const adapters = names.flatMap((name) => ['--adapter', at(name)]);
    const words = ['--shared', ...adapters, '--weights', at('w.safetensors'), '--out', at('shared')];
    const { code, err } = await ftn('export', ...words);
    expect(code, err).toBe(0);
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the network once: the domains’ files are small', () => {
    const size = (file: string) => statSync(at(`shared/${file}`)).size;
    expect(size('network.onnx')).toBeLessThan(46e6);
    for (const name of names) expect(size(`${name}.safetensors`)).toBeLessThan(700_000);
  });

  it('gives both domains’ logits by the documentation’s Python', () => {
    const program = `
import json, numpy as np
pixels = np.fromfile("x.bin", np.float32).reshape(1, 3, 224, 224)
${piece('python', 'network.onnx')}
print(json.dumps({name: found.flatten().tolist() for name, found in logits.items()}))
`;
    const { status, stdout, stderr } = spawnSync(python, ['-c', program], { cwd: folder, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const got = JSON.parse(stdout) as Record<string, number[]>;
    for (const name of names) expect(difference(got[name]!, expected[name]!)).toBeLessThan(1e-4);
  }, 600_000);

  it.skipIf(!hasRuntime).each(['onnxruntime-node', 'onnxruntime-web'])(
    'gives a domain’s logits by the documentation’s JavaScript, with %s (FTN_ONNXRUNTIME names its node_modules)',
    (runtime) => {
      if (!existsSync(at('node_modules'))) symlinkSync(modules, at('node_modules'));
      const code = piece('js', 'network.onnx').replace('onnxruntime-node', runtime);
      const [imports, rest] = [code.match(/^import .*$/gm)!.join('\n'), code.replace(/^import .*$/gm, '')];
      const open =
        runtime === 'onnxruntime-web' ? "await readFile('shared/network.onnx')" : "'shared/network.onnx'";
      const program = `${imports}
const { buffer: bytes, byteOffset, length } = await readFile('x.bin');
const pixels = new ort.Tensor('float32', new Float32Array(bytes.slice(byteOffset, byteOffset + length)), [1, 3, 224, 224]);
${rest.replace("'shared/network.onnx'", open)}
console.log(JSON.stringify([...output.data]));
`;
      writeFileSync(at('program.mjs'), program);
      const { status, stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      expect(difference(JSON.parse(stdout) as number[], expected.birds!)).toBeLessThan(1e-4);
    },
    600_000,
  );
});
