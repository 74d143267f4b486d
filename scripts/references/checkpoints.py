"""Writes packages/checkpoints/src/__fixtures__: files by Python's safetensors and torch.save, and what they hold.

    python scripts/references/checkpoints.py

`expected.json` has for each file the tensors PyTorch itself reads from it: type, shape, sha256 of the contiguous
little-endian bytes. Values come from a formula, so that the run is the same each time; archives carry no dates.
"""

import hashlib
import json
import struct
import zlib
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

TARGET = Path(__file__).resolve().parents[2] / "packages/checkpoints/src/__fixtures__"


def ramp(*shape, scale=0.37):
    n = int(np.prod(shape))
    return torch.sin(torch.arange(n, dtype=torch.float64) * scale).reshape(shape).float()


def every_type():
    return OrderedDict(
        [
            ("f32", ramp(3, 4)),
            ("f16", ramp(5).half()),
            ("bf16", ramp(2, 3).bfloat16()),
            ("f64", ramp(2, 2).double() / 3),
            ("i8", torch.tensor([-128, -1, 0, 127], dtype=torch.int8)),
            ("u8", torch.tensor([[0, 1], [254, 255]], dtype=torch.uint8)),
            ("i16", torch.tensor([-32768, 32767], dtype=torch.int16)),
            ("i32", torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32)),
            ("i64", torch.tensor([-(2**63), 2**53 + 1, 2**63 - 1], dtype=torch.int64)),
            ("bool", torch.tensor([True, False, True])),
            ("scalar", torch.tensor(7.5)),
            ("empty", torch.zeros(0, 3)),
        ]
    )


def describe(tensor):
    tensor = tensor.detach().cpu().contiguous()
    raw = tensor.view(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "sha256": hashlib.sha256(raw).hexdigest(),
    }


def names(tensors):
    return {name: describe(tensor) for name, tensor in tensors.items()}


def halves():
    """Float32 bit patterns around every kind of rounding, and PyTorch's float16 and bfloat16 of each."""
    edges = []
    for exponent in range(-28, 17):
        for mantissa in (0.0, 1 / 1024, 1 / 2048, 3 / 2048, 1 / 2048 + 2**-20, 1 - 1 / 2048, 1 - 2**-20, 0.3):
            edges.append((1 + mantissa) * 2.0**exponent)
    edges += [0.0, 65504.0, 65519.996, 65520.0, 3e38, 1e-45, float("inf"), 2**-24, 2**-25, 2**-25 * 1.0001, 1 + 2**-8]
    values = torch.tensor(edges + [-x for x in edges], dtype=torch.float32)
    bits = lambda t, kind: t.numpy().view(kind).tolist()  # noqa: E731
    return {
        "float32": bits(values, np.uint32),
        "float16": bits(values.half(), np.uint16),
        "bfloat16": bits(values.bfloat16().view(torch.int16), np.uint16),
    }


def run_checkpoint(step, token, header, tensors):
    """A run checkpoint of version 1, written from the format's description alone."""
    table, payload, end = {}, b"", 0
    for name, array in sorted(tensors.items(), key=lambda item: -item[1].itemsize):
        raw = array.tobytes()
        digest = hashlib.sha256(raw).hexdigest()
        line = {"name": name, "dtype": str(array.dtype), "shape": list(array.shape)}
        table[name] = {**line, "start": end, "end": end + len(raw), "sha256": digest}
        payload += raw
        end += len(raw)
    whole = {"step": step, "token": token, "header": header, "tensors": [table[name] for name in tensors]}
    text = json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    preamble = b"\x89FTN\r\n\x1a\n" + struct.pack("<IQQ", 1, len(text), len(payload)) + hashlib.sha256(text).digest()
    body = preamble + struct.pack("<I", zlib.crc32(preamble)) + text + payload
    return body + hashlib.sha256(body).digest()


def run_example():
    tensors = {
        "domain/layer1.0.conv1.b": ramp(4, 2).numpy(),
        "optimizer/steps": np.array([7, 2**40], dtype=np.int64),
        "mask": np.array([1, 0, 1], dtype=np.uint8),
        "empty": np.zeros((0, 3), dtype=np.float32),
        "__proto__": ramp(3, scale=1.1).numpy(),
    }
    header = {"position": {"step": 120, "epoch": 3, "best": 0.5}, "name": "ü", "list": [None, True, -1.5]}
    return run_checkpoint(120, 4, header, tensors)


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    expected = {}

    def keep(file, tensors, **more):
        expected[file] = {"tensors": names(tensors), **more}

    # safetensors
    everything = every_type()
    save_file(everything, TARGET / "types.safetensors", metadata={"format": "pt"})
    keep("types.safetensors", load_file(TARGET / "types.safetensors"), metadata={"format": "pt"})
    words = {"ä": 'ü\n"quoted"', "__proto__": "x", "b": ""}
    save_file({}, TARGET / "words.safetensors", metadata=words)
    keep("words.safetensors", {}, metadata=words)
    unusual = {"b": ramp(2), "\U0001f600.weight": ramp(2), "\uff5e.weight": ramp(2), "__proto__": ramp(2), 'a"\\\t/': ramp(2)}
    save_file(unusual, TARGET / "names.safetensors")
    keep("names.safetensors", load_file(TARGET / "names.safetensors"))
    save_file({}, TARGET / "none.safetensors")
    keep("none.safetensors", {})

    (TARGET / "run-v1.ftn").write_bytes(run_example())

    for file in TARGET.iterdir():
        file.chmod(0o644)
    (TARGET / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    (TARGET / "halves.json").write_text(json.dumps(halves()) + "\n")


if __name__ == "__main__":
    main()
