"""The other side of `ftn bench step`: the same training step in PyTorch, by autograd through a materialised ΔW.

Needs torch and torchvision.
"""

import json
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torchvision import models

from side import FactorizedConv, adapt, serve

setting = json.loads(sys.argv[1])
channels_last = "channels_last" in setting["format"]
torch.set_num_threads(setting["threads"])
torch.manual_seed(1)


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
    images = torch.randn(setting["batch"], 3, setting["size"], setting["size"])
    if channels_last:
        net = net.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    labels = torch.arange(setting["batch"]) % setting["classes"]
    net.train()
    forward = torch.compile(net) if "compiled" in setting["format"] else net
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


serve(f"PyTorch {torch.__version__}, {setting['format']}, {torch.get_num_threads()} threads", trainer)
