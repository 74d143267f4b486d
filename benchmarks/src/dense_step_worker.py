"""The other side of the benchmark of dense tasks: the same joint step in PyTorch.

Four tasks in turn on one batch: ResNet-18 at output stride 16 with factors and batch norms of the task's own over one
frozen kernel, a DeepLabv3+ decoder each, the losses of RCM's protocol. Needs torch and torchvision.
"""

import copy
import json
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import resnet18
from side import serve
from torch_side import FactorizedConv, adapt

setting = json.loads(sys.argv[1])
channels_last = setting["format"] == "channels_last"
torch.set_num_threads(setting["threads"])
torch.manual_seed(1)
assert setting["backbone"] == "resnet18" and setting["outputStride"] == 16
batch, height, width = setting["batch"], setting["height"], setting["width"]


def conv_norm(inputs, outputs, kernel=1, dilation=1):
    padding = dilation * (kernel // 2)
    conv = nn.Conv2d(inputs, outputs, kernel, padding=padding, dilation=dilation, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def upsample(x, size):
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


class Aspp(nn.Module):
    def __init__(self):
        super().__init__()
        pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), *conv_norm(512, 256))
        self.convs = nn.ModuleList([conv_norm(512, 256), *(conv_norm(512, 256, 3, r) for r in (6, 12, 18)), pool])
        self.project = conv_norm(5 * 256, 256)

    def forward(self, x):
        branches = [conv(x) for conv in self.convs]
        branches[-1] = branches[-1].expand_as(branches[0])
        return self.project(torch.cat(branches, 1))


class Decoder(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.aspp = Aspp()
        self.low_level = conv_norm(64, 48)
        self.fuse = nn.Sequential(conv_norm(304, 256, 3), conv_norm(256, 256, 3))
        self.predict = nn.Conv2d(256, outputs, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.normal_(module.weight, std=0.01)

    def forward(self, low, high):
        x = torch.cat([upsample(self.aspp(high), low.shape[2:]), self.low_level(low)], 1)
        return upsample(self.predict(self.fuse(x)), (height, width))


def backbone():
    net = resnet18()
    del net.fc
    for module in net.layer4.modules():
        if isinstance(module, nn.Conv2d):
            module.stride = (1, 1)
            if module.kernel_size == (3, 3):
                module.dilation = module.padding = (2, 2)
    return net.to(memory_format=torch.channels_last) if channels_last else net


class Network(nn.Module):
    """A task's network; the frozen kernels are those of `shared`."""

    def __init__(self, shared, rank, outputs):
        super().__init__()
        frozen = {id(p): p for m in shared.modules() if isinstance(m, nn.Conv2d) for p in m.parameters()}
        self.net = copy.deepcopy(shared, dict(frozen))
        for parameter in frozen.values():
            parameter.requires_grad_(False)
        if rank > 0:
            adapt(self.net, rank, channels_last)
        self.decoder = Decoder(outputs)

    def forward(self, x):
        net = self.net
        low = net.layer1(net.maxpool(net.relu(net.bn1(net.conv1(x)))))
        return self.decoder(low, net.layer4(net.layer3(net.layer2(low))))


maps = {
    "edge": (torch.rand(batch, 1, height, width) < 0.05).float(),
    "semseg": torch.randint(setting["classes"], (batch, height, width)),
    "normals": F.normalize(torch.randn(batch, 3, height, width), dim=1),
    "depth": torch.rand(batch, 1, height, width) * 7.5 + 0.5,
}


def edge_loss(y, t):
    return 50 * F.binary_cross_entropy_with_logits(y, t, weight=torch.where(t > 0.5, 0.95, 0.05))


losses = {
    "edge": edge_loss,
    "semseg": lambda y, t: F.cross_entropy(y, t, ignore_index=255),
    "normals": lambda y, t: 10 * F.l1_loss(F.normalize(y, dim=1), t),
    "depth": lambda y, t: F.l1_loss(y, t),
}
outputs = {"edge": 1, "semseg": setting["classes"], "normals": 3, "depth": 1}
images = torch.randn(batch, 3, height, width)
if channels_last:
    images = images.contiguous(memory_format=torch.channels_last)


def trainer(rank):
    shared = backbone()
    networks = {task: Network(shared, rank, n) for task, n in outputs.items()}
    parameters, factors = [], []
    for network in networks.values():
        if channels_last:
            network.decoder.to(memory_format=torch.channels_last)
        network.train()
        own = {id(p) for m in network.modules() if isinstance(m, FactorizedConv) for p in m.parameters()}
        for parameter in network.parameters():
            if parameter.requires_grad:
                (factors if id(parameter) in own else parameters).append(parameter)
    optimizers = [torch.optim.SGD(parameters, lr=0.005, momentum=0.9, weight_decay=1e-4, fused=True)]
    if factors:
        optimizers.append(torch.optim.Adam(factors, lr=0.01, fused=True))

    def step():
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        total = 0.0
        for task, network in networks.items():
            loss = losses[task](network(images), maps[task])
            loss.backward()
            total += loss.item()
        for optimizer in optimizers:
            optimizer.step()
        return total

    return step


serve(f"PyTorch {torch.__version__}, {setting['format']}, {torch.get_num_threads()} threads", trainer)
