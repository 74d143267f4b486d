"""Writes packages/datasets/src/mixing/__fixtures__/mixing.json: torchvision's MixUp and CutMix (v2) for given draws.

    python scripts/references/mixing.py

Their own make_params runs with the draws in the place of chance; images are kept as SHA-256 of their float32. Written with PyTorch 2.15 and torchvision 0.29.
"""

import hashlib
import json
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from torchvision import tv_tensors
from torchvision.transforms import v2

from formula import values

TARGET = Path(__file__).parents[2] / "packages/datasets/src/mixing/__fixtures__/mixing.json"
SHAPE = (3, 6, 9, 3)  # NHWC
LABELS = [2, 0, 1]
CLASSES = 4


def run(transform, share, x=0.0, y=0.0):
    pixels = values("mixed images", int(np.prod(SHAPE))).astype(np.float32).reshape(SHAPE)
    images = tv_tensors.Image(torch.from_numpy(pixels.copy()).permute(0, 3, 1, 2))
    places = iter([x, y])
    draw = lambda high, size: torch.tensor([int(next(places) * high)])
    with mock.patch.object(transform, "_dist", mock.Mock(sample=lambda _: torch.tensor(share, dtype=torch.float64))):
        with mock.patch("torch.randint", draw):
            mixed, labels = transform(images, torch.tensor(LABELS))
    nhwc = mixed.permute(0, 2, 3, 1).contiguous().numpy().astype("<f4")
    return {
        "sha256": hashlib.sha256(nhwc.tobytes()).hexdigest(),
        "labels": [float(v) for v in labels.ravel()],
    }


def main():
    mixup, cutmix = v2.MixUp(num_classes=CLASSES), v2.CutMix(num_classes=CLASSES)
    draws = [(0.3, 0.5, 0.5), (0.7, 0.02, 0.97), (0.0, 0.4, 0.6), (1.0, 0.1, 0.1), (0.51, 0.99, 0.0)]
    content = {
        "torchvision": __import__("torchvision").__version__.split("+")[0],
        "shape": SHAPE,
        "labels": LABELS,
        "classes": CLASSES,
        "mixup": [{"share": s, **run(mixup, s)} for s in (0.3, 0.7, 0.123456789)],
        "cutmix": [{"share": s, "x": x, "y": y, **run(cutmix, s, x, y)} for s, x, y in draws],
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
