"""The other side of `ftn bench predict`: the same network's forward pass in PyTorch, under inference_mode.

Rank 0 is the network with a domain merged into it, which is the network itself; another rank forms W + ΔW in every pass.
Needs torch and torchvision.
"""

import json
import sys

import torch
from torchvision import models

from side import adapt, serve

setting = json.loads(sys.argv[1])
channels_last = "channels_last" in setting["format"]
torch.set_num_threads(setting["threads"])
torch.manual_seed(1)


def predictor(rank):
    net = getattr(models, setting["backbone"])(num_classes=setting["classes"])
    if rank > 0:
        adapt(net, rank, channels_last)
    images = torch.randn(setting["batch"], 3, setting["size"], setting["size"])
    if channels_last:
        net = net.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    net.eval()
    forward = torch.compile(net) if "compiled" in setting["format"] else net

    def predict():
        with torch.inference_mode():
            return forward(images).softmax(1)[0, 0].item()

    return predict


serve(f"PyTorch {torch.__version__}, {setting['format']}, {torch.get_num_threads()} threads", predictor)
