"""Writes the fixture of packages/datasets/src/dense: zooming and stretching maps as PyTorch and NumPy do it.

Usage: python scripts/references/dense_steps.py   (torch and numpy)
The maps come from a formula that the test computes too; outputs are kept as 32-bit floats in base64.
"""

import base64
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

path = pathlib.Path(__file__).resolve().parents[2] / "packages/datasets/src/dense/__fixtures__/steps.json"


def wave(height, width, channels, seed):
    """((7 x^2 + 13 y^2 + 5 x y + 31 c (x + 2 y) + seed) mod 256): bytes of every size, no smoothness to hide errors."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return ((7 * x * x + 13 * y * y + 5 * x * y + 31 * c * (x + 2 * y) + seed) % 256).astype(np.uint8)


def bilinear(maps, size):
    planes = torch.from_numpy(maps.astype(np.float32)).permute(2, 0, 1)[None]
    return F.interpolate(planes, size=size, mode="bilinear", align_corners=False)[0].permute(1, 2, 0).numpy()


def packed(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


cases = []
for height, width in [(12, 15), (9, 20)]:
    for scale in [0.5, 0.75, 1.25, 2.0]:
        to = [int(height * scale), int(width * scale)]
        image = wave(height, width, 3, 1)
        labels = wave(height, width, 1, 2)
        depth = wave(height, width, 1, 3).astype(np.float32) / 64 + 0.5
        normals = wave(height, width, 3, 4).astype(np.float32) / 127.5 - 1
        normals /= np.linalg.norm(normals, axis=2, keepdims=True)
        turned = bilinear(normals, to)
        near = F.interpolate(
            torch.from_numpy(labels.astype(np.float32)).permute(2, 0, 1)[None], size=to, mode="nearest-exact"
        )[0, 0].numpy()
        cases.append(
            {
                "from": [height, width],
                "scale": scale,
                "to": to,
                "image": packed(bilinear(image, to)),
                "labels": packed(near),
                "depth": packed(bilinear(depth, to) / scale),
                "normals": packed(turned / np.linalg.norm(turned, axis=2, keepdims=True)),
            }
        )
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(cases))
