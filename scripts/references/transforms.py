"""Writes the fixtures of packages/datasets/src/transforms and pixels: what PIL and torchvision give.

Usage: python scripts/references/transforms.py   (Pillow, torchvision and numpy)
The input images come from a formula that the tests compute too; outputs are kept as SHA-256 of their bytes.
"""

import base64
import hashlib
import io
import json
import pathlib

import numpy as np
from PIL import Image
from torchvision import transforms as T

root = pathlib.Path(__file__).resolve().parents[2] / "packages/datasets/src/transforms/__fixtures__"


def picture(height, width):
    """Bytes (7 x^2 + 13 y^2 + 5 x y + 31 c (x + 2 y)) mod 256: every value, no smoothness to hide errors."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray(((7 * x * x + 13 * y * y + 5 * x * y + 31 * c * (x + 2 * y)) % 256).astype(np.uint8))


def sha(image):
    return hashlib.sha256(np.asarray(image.convert("RGB")).tobytes()).hexdigest()


resizes = []
for height, width in [(37, 53), (64, 64), (9, 200), (300, 17)]:
    for to in [(16, 16), (64, 64), (5, 91), (128, 40), (37, 24)]:
        image = picture(height, width)
        # Rows first, as every Pillow did before it began to choose the order by cost; the choice moves rounding.
        out = image.resize((to[1], height), Image.Resampling.BILINEAR).resize((to[1], to[0]), Image.Resampling.BILINEAR)
        direct = image.resize((to[1], to[0]), Image.Resampling.BILINEAR)
        assert np.abs(np.asarray(out, int) - np.asarray(direct, int)).max() <= 1
        resizes.append({"from": [height, width], "to": to, "sha256": sha(out)})

pipelines = []
for height, width in [(37, 53), (64, 41), (50, 50), (20, 61), (33, 32)]:
    for name, transform in {
        "resize-shorter 32": T.Resize(32),
        "center-crop 24": T.CenterCrop(24),
        "center-crop 40": T.CenterCrop(40),
        "resize-shorter 32, center-crop 28": T.Compose([T.Resize(32), T.CenterCrop(28)]),
        "grayscale": T.Grayscale(3),
        "flip 1": T.RandomHorizontalFlip(1.0),
        "pad 3": T.Pad(3),
    }.items():
        out = transform(picture(height, width))
        pipelines.append({"from": [height, width], "name": name, "size": [out.height, out.width], "sha256": sha(out)})

normalised = T.Compose([T.ToTensor(), T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])(picture(6, 5))
values = normalised.permute(1, 2, 0).contiguous().numpy().astype("<f4")


def encoded(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


smooth = Image.fromarray(np.uint8([[[x * 6, y * 8, (x + y) * 3] for x in range(40)] for y in range(30)]))
files = {
    "rgb.jpg": encoded(smooth, format="JPEG", quality=90),
    "grey.jpg": encoded(smooth.convert("L"), format="JPEG", quality=90),
    "progressive.jpg": encoded(smooth, format="JPEG", quality=70, progressive=True),
    "palette.png": encoded(smooth.quantize(64), format="PNG"),
    "grey.png": encoded(smooth.convert("L"), format="PNG"),
    "rgb.png": encoded(smooth, format="PNG"),
    "lossless.webp": encoded(smooth, format="WEBP", lossless=True),
    "rgb.tif": encoded(smooth, format="TIFF", compression="tiff_lzw"),
    "still.gif": encoded(smooth.quantize(64), format="GIF"),
}
decoded = {
    name: {"bytes": base64.b64encode(data).decode(), "sha256": sha(Image.open(io.BytesIO(data)))}
    for name, data in files.items()
}

root.mkdir(parents=True, exist_ok=True)
(root / "pil.json").write_text(
    json.dumps(
        {
            "resizes": resizes,
            "pipelines": pipelines,
            "normalised": base64.b64encode(values.tobytes()).decode(),
            "decoded": decoded,
        },
        indent=1,
    )
    + "\n"
)
