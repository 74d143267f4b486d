"""Says what Python's own libraries read from files, for the reliability bar's row F1.

    python scripts/references/decoder.py FORMAT       files on stdin, each after its length (4 bytes); a line for each
    python scripts/references/decoder.py --fixtures   writes the damage-*.json of formats and images

A line is `null` where the library refuses the file. Otherwise it is JSON: of each tensor or array its type, shape and
the sha256 of its little-endian bytes in C order, of an image width, height and the sha256 of its RGB bytes.
With safetensors 0.8, PyTorch 2.15, NumPy 2.4, SciPy 1.17, h5py 3.16, Pillow 13.0.
"""

import hashlib
import io
import json
import random
import struct
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "packages/formats/src/__fixtures__"
PIXELS = ROOT / "packages/datasets/src/pixels/__fixtures__"


def sha(data):
    return hashlib.sha256(data).hexdigest()


def tensors(found):
    """As hashTensors of the checkpoints package: a row for each name, in the order of code units."""
    import torch

    rows = []
    for name in sorted(found, key=lambda n: n.encode("utf-16-be", "surrogatepass")):
        value = found[name]
        if not isinstance(value, torch.Tensor):
            continue
        plain = value.detach().contiguous()
        raw = plain.reshape(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
        rows.append([name, str(plain.dtype).removeprefix("torch."), list(plain.shape), sha(raw)])
    return rows


def safetensors(data):
    from safetensors.torch import load

    return tensors(load(data))


def pth(data):
    import torch

    return tensors(torch.load(io.BytesIO(data), weights_only=True))


def array(value):
    import numpy as np

    names = {"float64": "double", "float32": "single"}
    if value.dtype == np.float16:
        value = value.astype(np.float32)
    if value.dtype == bool:
        value = value.astype(np.uint8)
    little = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<"))
    if little.dtype.kind not in "iuf":
        raise ValueError("no numbers")
    if little.dtype.kind == "f":
        little = np.where(np.isnan(little), np.array(np.nan, little.dtype), little)
    name = value.dtype.newbyteorder("=").name
    return [names.get(name, name), list(value.shape), sha(little.tobytes())]


def npy(data):
    import numpy as np

    return array(np.load(io.BytesIO(data), allow_pickle=False))


def mat(data):
    from formats import read

    return read(io.BytesIO(data))


def hdf5(data):
    import h5py

    with h5py.File(io.BytesIO(data), "r") as file:
        return {name: array(file[name][()]) for name in ["images", "depths", "labels", "wide", "group/big"]}


def image(data):
    from PIL import Image

    opened = Image.open(io.BytesIO(data))
    rgb = opened.convert("RGB")
    return [rgb.width, rgb.height, sha(rgb.tobytes())]


READERS = {f.__name__: f for f in [safetensors, pth, npy, mat, hdf5, image]}


def verdict(reader, data):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return json.dumps(reader(data), separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    except (Exception, SystemError):
        return "null"


def serve(reader):
    stdin = sys.stdin.buffer
    while head := stdin.read(4):
        (length,) = struct.unpack("<I", head)
        sys.stdout.write(verdict(reader, stdin.read(length)) + "\n")
        sys.stdout.flush()


def fixture(target, name, data, reader, count=1000):
    """Edits of one file, most of them in its first bytes, where its structure stands, and the verdict on each."""
    rng = random.Random(name)
    rows = []
    for _ in range(count):
        at = rng.randrange(min(len(data), 400)) if rng.random() < 0.6 else rng.randrange(len(data))
        removed = rng.choice([0, 1, 1, 1, 2, 4])
        inserted = bytes(rng.randrange(256) for _ in range(rng.choice([removed, removed, 0, 1])))
        read = verdict(reader, data[:at] + inserted + data[at + removed :])
        rows.append([at, removed, inserted.hex(), None if read == "null" else sha(read.encode())[:12]])
    (target / f"damage-{name}.json").write_text(json.dumps(rows, separators=(",", ":")) + "\n")
    print(name, sum(row[3] is not None for row in rows), "of", count, "accepted")


def main():
    sys.path.insert(0, str(Path(__file__).parent))
    if sys.argv[1:] != ["--fixtures"]:
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")
        serve(READERS[sys.argv[1]])
        return
    import numpy as np
    from PIL import Image

    fixture(FORMATS, "npy", (FORMATS / "fortran.npy").read_bytes(), npy)
    fixture(FORMATS, "hdf5", (FORMATS / "arrays.h5").read_bytes(), hdf5, 300)
    picture = np.random.default_rng(7).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    for kind in ["png", "jpeg"]:
        Image.fromarray(picture).save(PIXELS / f"small.{kind}")
        fixture(PIXELS, kind, (PIXELS / f"small.{kind}").read_bytes(), image)


if __name__ == "__main__":
    main()
