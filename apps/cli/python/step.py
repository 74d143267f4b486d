"""The other side of `ftn bench step`: the same training step in PyTorch, by autograd through a materialised ΔW.

Needs torch and torchvision.
"""

import json
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torchvision import models

from side import serve
from torch_side import FactorizedConv, adapt, begin, placed, ready

setting = json.loads(sys.argv[1])
channels_last = begin(setting)


def trainer(rank):
    net = getattr(models, setting["backbone"])(num_classes=setting["classes"])
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.Linear)):
            for parameter in module.parameters():
                parameter.requires_grad_(True)
    if rank > 0:
        adapt(net, rank, channels_last)
    net, images, forward = placed(net.train(), setting)
    labels = torch.arange(setting["batch"]) % setting["classes"]
    factors = [p for m in net.modules() if isinstance(m, FactorizedConv) for p in m.parameters()]
    ids = {id(p) for p in factors}
    rest = [p for p in net.parameters() if p.requires_grad and id(p) not in ids]
    optimizers = [torch.optim.SGD(rest, lr=0.008, momentum=0.9, fused=True)]
    if factors:
        optimizers.append(torch.optim.Adam(factors, lr=0.005, fused=True))

    def step():
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(forward(images), labels)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        return loss.item()

    return step


serve(ready(setting), trainer)
