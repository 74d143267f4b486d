import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { row, scaled, seeded } from '@ftn/reliability';
import { afterAll, expect } from 'vitest';
import { decodeSafetensors } from '../safetensors/decode-safetensors.js';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { fixture } from '../testing/fixtures.js';
import { decodePth } from './decode-pth.js';

const script = fileURLToPath(new URL('../../../../scripts/references/state_dicts.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ftn-states-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

/** The names of the tensors that are not the same in both, in type, shape or a bit. */
function differences(read: NamedTensors, expected: NamedTensors): string[] {
  return [...new Set([...read.keys(), ...expected.keys()])].filter((name) => {
    const [a, b] = [read.get(name), expected.get(name)];
    if (!a || !b || a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return true;
    return !bytesOf(a.data).equals(bytesOf(b.data));
  });
}

row('F3', 'honest state dictionaries', () => {
  const python = process.env.FTN_PYTHON;
  if (!python) return { count: 0, figure: 'no PyTorch here (FTN_PYTHON names a Python that has it)' };
  const count = scaled(500);
  const made = spawnSync(python, [script, folder, String(count)], { encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);
  const wrong: string[] = [];
  for (let i = 0; i < count; i++) {
    const read = (ending: string) => new Uint8Array(readFileSync(join(folder, `${i}.${ending}`)));
    const ours = decodePth(read('pth'), { file: `${i}.pth` }).tensors;
    const theirs = decodeSafetensors(read('safetensors'), { file: `${i}.safetensors` }).tensors;
    for (const name of differences(ours, theirs)) wrong.push(`${i}.pth: ${name}`);
  }
  expect(wrong).toEqual([]);
  return { count, figure: `${count} by torch.save equal PyTorch's own safetensors files to the bit` };
});

seeded('F3', 'strides are taken for contiguous', () => {
  // A tensor and its transpose: the same numbers in another order.
  const tensors = decodeSafetensors(fixture('types.safetensors')).tensors;
  const [name, tensor] = [...tensors].find(([, { shape, data }]) => shape.length === 2 && data.length > 3)!;
  const turned = new Map(tensors).set(name, {
    ...tensor,
    data: tensor.data.slice().reverse(),
  } as typeof tensor);
  expect(differences(turned, tensors)).toEqual([name]);
});
