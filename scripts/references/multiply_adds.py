"""Writes packages/library/src/estimate/__fixtures__/multiply-adds.json: what PyTorch counts of torchvision's ResNets.

    python scripts/references/multiply_adds.py      (torch 2.15.0, torchvision 0.29.2)

torch.utils.flop_counter counts two operations for each multiplication with its addition, in every convolution and matrix
product that runs, forward and backward. What is trained decides what runs backward.
"""

import json
from pathlib import Path

import torch
import torchvision
from torch.utils.flop_counter import FlopCounterMode

TARGET = Path(__file__).parents[2] / "packages/library/src/estimate/__fixtures__/multiply-adds.json"
CLASSES = 10


def trains(name, what):
    if what == "everything":
        return True
    head = name.startswith("fc.")
    return head or (what == "batch norms" and (".bn" in name or name.startswith("bn1") or "downsample.1" in name))


def counted(network, size, what):
    for name, parameter in network.named_parameters():
        parameter.requires_grad = trains(name, what)
    images = torch.zeros(1, 3, *size)
    with FlopCounterMode(display=False) as forward, torch.no_grad():
        network(images)
    with FlopCounterMode(display=False) as step:
        network(images).sum().backward()
    return {"forward": forward.get_total_flops() // 2, "step": step.get_total_flops() // 2}


cases = []
for backbone, size in (("resnet18", [64, 64]), ("resnet18", [72, 40]), ("resnet50", [64, 64])):
    network = torchvision.models.get_model(backbone, num_classes=CLASSES).eval()
    for what in ("head", "batch norms", "everything"):
        cases.append({"backbone": backbone, "size": size, "trained": what, **counted(network, size, what)})
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps({"classes": CLASSES, "cases": cases}, indent=1) + "\n")
