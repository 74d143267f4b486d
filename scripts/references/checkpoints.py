"""Writes packages/checkpoints/src/__fixtures__: files by Python's safetensors and torch.save, and what they hold.

    python scripts/references/checkpoints.py

`expected.json` has for each file the tensors PyTorch itself reads from it: type, shape, sha256 of the contiguous
little-endian bytes. `damage-*.json` has thousands of damaged copies of a file, as edits, and what PyTorch or
safetensors makes of each: nothing, or tensors with this hash. Values come from a formula; the storages of the legacy
format are named by memory addresses, so those files differ from run to run.
"""

import hashlib
import io
import json
import random
import struct
import warnings
import zipfile
import zlib
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load, load_file, save_file

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


def views():
    base = ramp(4, 6)
    return OrderedDict(
        [
            ("base", base),
            ("transposed", base.t()),
            ("part", base[1:3, 2:5]),
            ("column", base[:, 3]),
            ("every_other", base.view(-1)[1::2]),
            ("expanded", base[0, :3].expand(5, 3)),
            ("channels_last", ramp(2, 3, 4, 5).to(memory_format=torch.channels_last)),
            ("one", base[2:3, 1:2]),
            ("half_part", ramp(9).half()[3:7]),
            ("long_part", torch.arange(6)[::3]),
            ("nothing", base[4:]),
        ]
    )


def small_net():
    net = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3, bias=False), torch.nn.BatchNorm2d(4), torch.nn.Flatten(), torch.nn.Linear(4, 2)
    )
    state = net.state_dict()
    for index, (name, value) in enumerate(state.items()):
        if value.is_floating_point():
            wave = ramp(*value.shape, scale=0.1 + index)
            value.copy_(wave.abs() if name.endswith("running_var") else wave)
    return net


def training_checkpoint():
    """What the training script of PyTorch's ImageNet example saves, from a net under DataParallel."""
    net = torch.nn.DataParallel(small_net())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    net(ramp(2, 3, 3, 3)).sum().backward()
    optimizer.step()
    return {
        "epoch": 5,
        "arch": "resnet18",
        "state_dict": net.state_dict(),
        "best_acc1": torch.tensor(71.5),
        "optimizer": optimizer.state_dict(),
    }


def describe_mutation(data, rng):
    """One edit: replace `removed` bytes at `at` by others."""
    size = len(data)
    kind = rng.choice(["flip", "flip", "byte", "length", "cut", "remove", "double", "splice"])
    at = rng.randrange(size)
    if kind == "flip":
        return at, 1, bytes([data[at] ^ (1 << rng.randrange(8))])
    if kind == "byte":
        return at, 1, bytes([rng.randrange(256)])
    if kind == "length":
        width = rng.choice([2, 4, 8])
        value = rng.choice([0, 1, 0x7F, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63 - 1, 2**64 - 1])
        return at, min(width, size - at), (value % 256**width).to_bytes(width, "little")
    if kind == "cut":
        return at, size - at, b""
    length = min(rng.randrange(1, 40), size - at)
    if kind == "remove":
        return at, length, b""
    if kind == "double":
        return at, 0, data[at : at + length]
    return at, length, data[(other := rng.randrange(size - length + 1)) : other + length]


def damage(file, count, read):
    """`count` damaged copies of a file: half of them in its structure, where a uniform choice would seldom hit."""
    data = (TARGET / file).read_bytes()
    rng = random.Random(file)
    rows = []
    for _ in range(count):
        at, removed, inserted = describe_mutation(data, rng)
        damaged = data[:at] + inserted + data[at + removed :]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                result = read(damaged)
            # Sorted by name; the first 12 digits are plenty to tell results apart.
            lines = [[name, *describe(tensor).values()] for name, tensor in sorted(result.items())]
            text = "".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines)
            verdict = hashlib.sha256(text.encode()).hexdigest()[:12]
        except Exception:
            verdict = None
        rows.append([at, removed, inserted.hex(), verdict])
    name = file.replace(".", "-")
    (TARGET / f"damage-{name}.json").write_text(json.dumps(rows, separators=(",", ":")) + "\n")
    print(file, sum(row[3] is not None for row in rows), "of", count, "accepted")


def torch_load(data):
    return torch.load(io.BytesIO(data), weights_only=True)


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

    # torch.save: the zip format, the one before it, other protocols
    def save(file, value, tensors, **options):
        torch.save(value, TARGET / file, **options)
        keep(file, tensors)

    for suffix, options in [("", {}), ("-legacy", {"_use_new_zipfile_serialization": False})]:
        save(f"types{suffix}.pth", everything, everything, **options)
        save(f"views{suffix}.pth", views(), views(), **options)
        checkpoint = training_checkpoint()
        plain = {name.removeprefix("module."): value for name, value in checkpoint["state_dict"].items()}
        save(f"checkpoint{suffix}.pth", checkpoint, plain, **options)
    parameters = dict(small_net().named_parameters())
    for protocol in (3, 4, 5):
        save(f"protocol-{protocol}.pth", {"model": parameters}, parameters, pickle_protocol=protocol)
    odd = {"__proto__": ramp(2), "constructor": ramp(2, scale=2), "step": 7, "名前": ramp(3)}
    save("names.pth", odd, {name: value for name, value in odd.items() if name != "step"})

    # The same archive packed, as a tool or a person may do.
    with zipfile.ZipFile(TARGET / "views.pth") as source, zipfile.ZipFile(
        TARGET / "packed.pth", "w", zipfile.ZIP_DEFLATED
    ) as packed:
        for entry in source.infolist():
            packed.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    keep("packed.pth", views())

    tiny = {"a": ramp(3, 2), "b": torch.arange(3)[1:], "c": ramp(4).half()}
    torch.save(tiny, TARGET / "tiny.pth")
    torch.save(tiny, TARGET / "tiny-legacy.pth", _use_new_zipfile_serialization=False)
    keep("tiny.pth", tiny)
    keep("tiny-legacy.pth", tiny)
    save_file({name: value.contiguous() for name, value in tiny.items()}, TARGET / "tiny.safetensors")
    keep("tiny.safetensors", tiny)
    damage("tiny.pth", 2000, torch_load)
    damage("tiny-legacy.pth", 2000, torch_load)
    damage("tiny.safetensors", 2000, load)

    (TARGET / "run-v1.ftn").write_bytes(run_example())

    for file in TARGET.iterdir():
        file.chmod(0o644)
    (TARGET / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    (TARGET / "halves.json").write_text(json.dumps(halves()) + "\n")


if __name__ == "__main__":
    main()
