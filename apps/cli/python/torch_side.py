"""What the sides of PyTorch share: convolutions with factors, and how a setting is taken."""

import torch
import torch.nn.functional as F
from torch import nn


class FactorizedConv(nn.Module):
    """A frozen convolution whose kernel is W + Σ_r b_r ⊗ a_r ⊗ s_r."""

    def __init__(self, conv, rank, channels_last):
        super().__init__()
        self.steps = {"stride": conv.stride, "padding": conv.padding, "dilation": conv.dilation}
        self.channels_last = channels_last
        self.register_buffer("base", conv.weight.detach())
        out, inp, height, width = conv.weight.shape
        self.a = nn.Parameter(torch.randn(inp, rank) * inp**-0.5)
        self.b = nn.Parameter(torch.zeros(out, rank))
        self.s = nn.Parameter(torch.randn(height * width, rank) / (height * width) ** 0.5)

    def forward(self, x):
        out, inp, height, width = self.base.shape
        # The order of the kernel's axes in memory, so that no copy is made before the convolution.
        if self.channels_last:
            inner = (self.s[:, None, :] * self.a[None, :, :]).reshape(height * width * inp, -1)
            delta = (self.b @ inner.t()).view(out, height, width, inp).permute(0, 3, 1, 2)
        else:
            inner = (self.a[:, None, :] * self.s[None, :, :]).reshape(inp * height * width, -1)
            delta = (self.b @ inner.t()).view(out, inp, height, width)
        return F.conv2d(x, self.base + delta, **self.steps)


def adapt(module, rank, channels_last):
    """Puts factors on every convolution of a network."""
    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            setattr(module, name, FactorizedConv(child, rank, channels_last))
        else:
            adapt(child, rank, channels_last)


def begin(setting):
    """Takes a setting's threads and the numbers of one seed; whether its format has channels last."""
    torch.set_num_threads(setting["threads"])
    torch.manual_seed(1)
    return "channels_last" in setting["format"]


def placed(net, setting):
    """A network and images in the memory format of a setting, and the network's pass: compiled where that is asked for."""
    images = torch.randn(setting["batch"], 3, setting["size"], setting["size"])
    if "channels_last" in setting["format"]:
        net = net.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    return net, images, torch.compile(net) if "compiled" in setting["format"] else net


def ready(setting):
    """What a side of PyTorch says of itself."""
    return f"PyTorch {torch.__version__}, {setting['format']}, {torch.get_num_threads()} threads"
