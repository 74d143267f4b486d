"""The other side of `ftn bench data`: the same batch by torchvision with Pillow.

Needs torch, torchvision and Pillow.
"""

import json
import sys

import PIL
import torch
import torchvision
from PIL import Image
from torchvision import transforms

from side import serve

setting = json.loads(sys.argv[1])
torch.set_num_threads(1)
prepare = transforms.Compose(
    [
        transforms.Resize(256),
        transforms.CenterCrop(224),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]
)


def load():
    with Image.open(setting["file"]) as image:
        return prepare(image.convert("RGB"))


def step():
    batch = torch.stack([load() for _ in range(setting["batch"])])
    return batch[0, 0, 0, 0].item()


serve(f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}", lambda rank: step)
