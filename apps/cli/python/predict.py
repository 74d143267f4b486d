"""The other side of `ftn bench predict`: the same network's forward pass in PyTorch, under inference_mode.

Rank 0 is the network with a domain merged into it, which is the network itself; another rank forms W + ΔW in every pass.
Needs torch and torchvision.
"""

import json
import sys

import torch
from torchvision import models

from side import serve
from torch_side import adapt, begin, placed, ready

setting = json.loads(sys.argv[1])
channels_last = begin(setting)


def predictor(rank):
    net = getattr(models, setting["backbone"])(num_classes=setting["classes"])
    if rank > 0:
        adapt(net, rank, channels_last)
    _, images, forward = placed(net.eval(), setting)

    def predict():
        with torch.inference_mode():
            return forward(images).softmax(1)[0, 0].item()

    return predict


serve(ready(setting), predictor)
