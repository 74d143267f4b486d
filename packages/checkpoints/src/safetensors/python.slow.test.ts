import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodePth } from '../pth/decode-pth.js';
import { hashTensors } from '../tensors/hash-tensors.js';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { fixture } from '../testing/fixtures.js';
import { encodeSafetensors } from './encode-safetensors.js';

/** A Python with safetensors and torch; FTN_PYTHON names another one than `python3`. */
const python = process.env.FTN_PYTHON ?? 'python3';
const hasLibraries = spawnSync(python, ['-c', 'import safetensors.torch']).status === 0;

/** Prints metadata and the hash of `hashTensors`, computed by Python from what its own library reads. */
const program = `
import hashlib, json, sys
import torch
from safetensors import safe_open
lines = []
with safe_open(sys.argv[1], "pt") as file:
    for name in sorted(file.keys()):
        tensor = file.get_tensor(name).contiguous()
        raw = tensor.view(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
        kind = str(tensor.dtype).removeprefix("torch.")
        line = [name, kind, list(tensor.shape), hashlib.sha256(raw).hexdigest()]
        lines.append(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\\n")
    print(json.dumps([file.metadata(), hashlib.sha256("".join(lines).encode()).hexdigest()]))
`;

function readByPython(
  tensors: NamedTensors,
  metadata: Record<string, string>,
): [Record<string, string>, string] {
  const folder = mkdtempSync(join(tmpdir(), 'ftn-python-'));
  try {
    const path = join(folder, 'ours.safetensors');
    writeFileSync(path, encodeSafetensors(tensors, metadata));
    const { status, stdout, stderr } = spawnSync(python, ['-c', program, path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout) as [Record<string, string>, string];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.skipIf(!hasLibraries).each(['types.pth', 'views.pth', 'names.pth', 'checkpoint-legacy.pth'])(
  "Python's safetensors reads the file written from %s",
  async (name) => {
    const { tensors } = decodePth(fixture(name));
    const words = { format: 'pt', ä: 'ü "q"\n' };
    expect(readByPython(tensors, words)).toEqual([words, await hashTensors(tensors)]);
  },
);
