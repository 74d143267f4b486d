"""Writes packages/datasets/src/augment/__fixtures__/augmentation.json: torchvision's augmentations of PIL images.

    python scripts/references/augmentation.py

Colour jitter by given factors and every operation of RandAugment at every magnitude, through torchvision's own functions on
PIL images, without interpolation. Results are kept as SHA-256 of their bytes; the picture is that of transforms.py, and one of
many colours for the hue. Written with Pillow 13.0 and torchvision 0.29.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import PIL
import torchvision
from PIL import Image
from torchvision.transforms import InterpolationMode, RandAugment
from torchvision.transforms import functional as F
from torchvision.transforms.autoaugment import _apply_op

TARGET = Path(__file__).parents[2] / "packages/datasets/src/augment/__fixtures__/augmentation.json"
SIZE = (29, 46)


def picture(height, width):
    """Bytes (7 x^2 + 13 y^2 + 5 x y + 31 c (x + 2 y)) mod 256, darker to the right so that histograms are not even."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    bytes_ = (7 * x * x + 13 * y * y + 5 * x * y + 31 * c * (x + 2 * y)) % 256
    return Image.fromarray((bytes_ * (2 * width - x) // (2 * width) // (c + 1) + 9).astype(np.uint8))


def colours():
    """Every fifth red, third green and fifth blue."""
    r, g, b = np.mgrid[0:256:5, 0:256:3, 0:256:5]
    flat = np.stack([r, g, b], axis=-1).reshape(-1, 52, 3)
    return Image.fromarray(flat.astype(np.uint8))


def sha(image):
    return hashlib.sha256(np.asarray(image).tobytes()).hexdigest()


def jitter():
    adjust = {
        "brightness": F.adjust_brightness,
        "contrast": F.adjust_contrast,
        "saturation": F.adjust_saturation,
        "hue": F.adjust_hue,
    }
    factors = [0.0, 0.35, 0.9, 1.0, 1.27, 1.8]
    hues = [-0.5, -0.31, -0.1, 0.0, 0.003, 0.07, 0.25, 0.5]
    single = [
        {"adjustments": [{"of": of, "factor": factor}]}
        for of in adjust
        for factor in (hues if of == "hue" else factors)
    ]
    order = [("saturation", 1.4), ("hue", -0.07), ("brightness", 0.8), ("contrast", 1.3)]
    together = [{"adjustments": [{"of": of, "factor": factor} for of, factor in o]} for o in (order, order[::-1])]
    cases = []
    for case in single + together:
        for name, image in (("picture", picture(*SIZE)), ("colours", colours())):
            for adjustment in case["adjustments"]:
                image = adjust[adjustment["of"]](image, adjustment["factor"])
            cases.append({**case, "image": name, "sha256": sha(image)})
    return cases


def operations():
    cases = []
    for name, (magnitudes, signed) in RandAugment()._augmentation_space(31, SIZE).items():
        for magnitude in range(31) if magnitudes.ndim else [0]:
            value = float(magnitudes[magnitude]) if magnitudes.ndim else 0.0
            for negative in (False, True) if signed else (False,):
                image = _apply_op(picture(*SIZE), name, -value if negative else value, InterpolationMode.NEAREST, None)
                cases.append([name, magnitude, int(negative), sha(image)[:16]])
    return cases


def main():
    content = {
        "pillow": PIL.__version__,
        "torchvision": torchvision.__version__.split("+")[0],
        "size": SIZE,
        "jitter": jitter(),
        "operations": operations(),
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
