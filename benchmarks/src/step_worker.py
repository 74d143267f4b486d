"""The other side of the benchmark: the same training step in PyTorch, by autograd through a materialised ΔW.

Reads {"rank", "steps"} a line on stdin, writes {"ms": […], "loss", "resident"} a line on stdout.
Needs torch and torchvision.
"""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import resnet18

setting = json.loads(sys.argv[1])
channels_last = setting["format"] == "channels_last"
torch.set_num_threads(setting["threads"])
torch.manual_seed(1)
assert setting["backbone"] == "resnet18"


class FactorizedConv(nn.Module):
    """A frozen convolution whose kernel is W + Σ_r b_r ⊗ a_r ⊗ s_r."""

    def __init__(self, conv, rank):
        super().__init__()
        self.steps = {"stride": conv.stride, "padding": conv.padding}
        self.register_buffer("base", conv.weight.detach().clone())
        out, inp, height, width = conv.weight.shape
        self.a = nn.Parameter(torch.randn(inp, rank) * inp**-0.5)
        self.b = nn.Parameter(torch.zeros(out, rank))
        self.s = nn.Parameter(torch.randn(height * width, rank) / (height * width) ** 0.5)

    def forward(self, x):
        out, inp, height, width = self.base.shape
        # The order of the kernel's axes in memory, so that no copy is made before the convolution.
        if channels_last:
            inner = (self.s[:, None, :] * self.a[None, :, :]).reshape(height * width * inp, -1)
            delta = (self.b @ inner.t()).view(out, height, width, inp).permute(0, 3, 1, 2)
        else:
            inner = (self.a[:, None, :] * self.s[None, :, :]).reshape(inp * height * width, -1)
            delta = (self.b @ inner.t()).view(out, inp, height, width)
        return F.conv2d(x, self.base + delta, **self.steps)


def adapt(module, rank):
    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            setattr(module, name, FactorizedConv(child, rank))
        else:
            adapt(child, rank)


def trainer(rank):
    net = resnet18(num_classes=setting["classes"])
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.Linear)):
            for parameter in module.parameters():
                parameter.requires_grad_(True)
    if rank > 0:
        adapt(net, rank)
    images = torch.randn(setting["batch"], 3, setting["size"], setting["size"])
    if channels_last:
        net = net.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    labels = torch.arange(setting["batch"]) % setting["classes"]
    net.train()
    factors = [p for m in net.modules() if isinstance(m, FactorizedConv) for p in m.parameters()]
    ids = {id(p) for p in factors}
    rest = [p for p in net.parameters() if p.requires_grad and id(p) not in ids]
    optimizers = [torch.optim.SGD(rest, lr=0.008, momentum=0.9, fused=True)]
    if factors:
        optimizers.append(torch.optim.Adam(factors, lr=0.005, fused=True))

    def step():
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        return loss.item()

    return step


trainers = {}


def send(message):
    print(json.dumps(message), flush=True)


send({"ready": f"PyTorch {torch.__version__}, {setting['format']}, {torch.get_num_threads()} threads"})
for line in sys.stdin:
    job = json.loads(line)
    if job["rank"] not in trainers:
        trainers[job["rank"]] = trainer(job["rank"])
    step = trainers[job["rank"]]
    times = []
    for _ in range(job["steps"]):
        start = time.perf_counter()
        loss = step()
        times.append(1000 * (time.perf_counter() - start))
    resident = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
    send({"ms": times, "loss": loss, "resident": resident})
