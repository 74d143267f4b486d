"""Writes packages/datasets/src/pixels/__fixtures__/decoding.json: what PIL makes of images that conventions differ on.

    python scripts/references/decoding.py    # Pillow 13.0, NumPy 2.4

`pil` is Image.open(file).convert('RGB'), which is torchvision's default loader.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

FIXTURE = Path(__file__).parents[2] / "packages/datasets/src/pixels/__fixtures__/decoding.json"
HEIGHT, WIDTH = 6, 8


def channels(n, high=256):
    y, x, c = np.mgrid[:HEIGHT, :WIDTH, :n]
    return ((x * 37 + y * 91 + c * 53 + x * y * 7) % high).astype(np.uint8 if high <= 256 else np.uint16)


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def ppm(kind, pixels, largest=255):
    head = f"{kind}\n# a comment\n{WIDTH} {HEIGHT}\n{largest}\n".encode()
    return head + (pixels.astype(">u2") if largest > 255 else pixels.astype(np.uint8)).tobytes()


def images():
    ink = Image.fromarray(channels(4), "CMYK")
    rgb = Image.fromarray(channels(3))
    yield "cmyk.jpg", encoded(ink, "JPEG", quality=90)
    yield "cmyk.tif", encoded(ink, "TIFF")
    turned = Image.Exif()
    turned[0x0112] = 3
    yield "turned.jpg", encoded(rgb, "JPEG", quality=95, subsampling=0, exif=turned)
    yield "turned.png", encoded(rgb, "PNG", exif=turned)
    rgba = channels(4)
    rgba[0, :, 3], rgba[1, :, 3] = 0, 255
    yield "alpha.png", encoded(Image.fromarray(rgba), "PNG")
    yield "alpha.webp", encoded(Image.fromarray(rgba), "WEBP", lossless=True, exact=True)
    yield "grey-alpha.png", encoded(Image.fromarray(channels(2), "LA"), "PNG")
    palette = rgb.quantize(16)
    yield "palette.png", encoded(palette, "PNG", transparency=3)
    yield "still.gif", encoded(palette, "GIF")
    yield "grey16.png", encoded(Image.fromarray(channels(1, 1000)[..., 0]), "PNG")
    yield "grey16.tif", encoded(Image.fromarray(channels(1, 1000)[..., 0]), "TIFF")
    yield "colour.ppm", ppm("P6", channels(3))
    yield "grey.pgm", ppm("P5", channels(1))
    yield "scaled.ppm", ppm("P6", channels(3, 101), 100)
    yield "deep.pgm", ppm("P5", channels(1, 1000), 999)


def main():
    cases = []
    for name, data in images():
        pil = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        cases.append({
            "name": name,
            "bytes": base64.b64encode(data).decode(),
            "width": pil.shape[1],
            "height": pil.shape[0],
            "pil": base64.b64encode(pil.tobytes()).decode(),
        })
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_text(json.dumps({"by": f"Pillow {PIL.__version__}", "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
