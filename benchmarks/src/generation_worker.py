"""The other side of the benchmark: BigGAN-128 in PyTorch, spectral norms divided out, adapted through a materialised ΔW.

Rank 0 is forward alone. Needs torch.
"""

import json
import sys

import torch
import torch.nn.functional as F
from torch import nn
from side import serve

setting = json.loads(sys.argv[1])
channels_last = setting["format"] == "channels_last"
torch.set_num_threads(setting["threads"])
torch.manual_seed(1)
WIDTH, BATCH, SIZE, CLASSES, SHARED, CHUNK = setting["width"], setting["batch"], 128, 1000, 128, 20
INPUT = [WIDTH * c for c in (16, 16, 8, 4, 2)]
OUTPUT = [WIDTH * c for c in (16, 8, 4, 2, 1)]


class Conv(nn.Module):
    """A convolution with a frozen kernel, plus Σ_r b_r ⊗ a_r ⊗ s_r where it is adapted."""

    def __init__(self, inputs, outputs, size, bias=True):
        super().__init__()
        self.register_buffer("base", torch.randn(outputs, inputs, size, size) * 0.02)
        self.register_buffer("bias", torch.zeros(outputs) if bias else None)
        self.factors = None

    def adapt(self, rank):
        out, inp, height, width = self.base.shape
        draw = lambda rows: nn.Parameter(torch.randn(rows, rank) * rows**-0.5)
        self.factors = nn.ParameterList([draw(inp), nn.Parameter(torch.zeros(out, rank)), draw(height * width)])

    def forward(self, x):
        kernel = self.base
        if self.factors is not None:
            a, b, s = self.factors
            out, inp, height, width = kernel.shape
            # The order of the kernel's axes in memory, so that no copy is made before the convolution.
            if channels_last:
                inner = (s[:, None, :] * a[None, :, :]).reshape(height * width * inp, -1)
                delta = (b @ inner.t()).view(out, height, width, inp).permute(0, 3, 1, 2)
            else:
                inner = (a[:, None, :] * s[None, :, :]).reshape(inp * height * width, -1)
                delta = (b @ inner.t()).view(out, inp, height, width)
            kernel = kernel + delta
        return F.conv2d(x, kernel, self.bias, padding=kernel.shape[-1] // 2)


class Norm(nn.Module):
    """A class-conditional batch norm on stored statistics."""

    def __init__(self, channels):
        super().__init__()
        self.gain = nn.Linear(SHARED + CHUNK, channels, bias=False)
        self.offset = nn.Linear(SHARED + CHUNK, channels, bias=False)
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("var", torch.ones(channels))

    def forward(self, x, y):
        x = F.batch_norm(x, self.mean, self.var)
        return x * (1 + self.gain(y))[:, :, None, None] + self.offset(y)[:, :, None, None]


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1, self.conv2 = Conv(inputs, outputs, 3), Conv(outputs, outputs, 3)
        self.conv_sc = Conv(inputs, outputs, 1)
        self.bn1, self.bn2 = Norm(inputs), Norm(outputs)

    def forward(self, x, y):
        h = F.interpolate(F.relu(self.bn1(x, y)), scale_factor=2)
        x = F.interpolate(x, scale_factor=2)
        h = self.conv2(F.relu(self.bn2(self.conv1(h), y)))
        return h + self.conv_sc(x)


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        narrow, half = channels // 8, channels // 2
        self.theta, self.phi = Conv(channels, narrow, 1, False), Conv(channels, narrow, 1, False)
        self.g, self.o = Conv(channels, half, 1, False), Conv(half, channels, 1, False)
        self.register_buffer("gamma", torch.tensor(0.5))

    def forward(self, x):
        n, c, h, w = x.shape
        theta = self.theta(x).flatten(2)
        phi, g = (F.max_pool2d(conv(x), 2).flatten(2) for conv in (self.phi, self.g))
        beta = F.softmax(torch.bmm(theta.transpose(1, 2), phi), -1)
        return x + self.gamma * self.o(torch.bmm(g, beta.transpose(1, 2)).view(n, c // 2, h, w))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Embedding(CLASSES, SHARED)
        self.linear = nn.Linear(CHUNK, INPUT[0] * 16)
        self.blocks = nn.ModuleList(Block(a, b) for a, b in zip(INPUT, OUTPUT))
        self.attention = Attention(OUTPUT[3])
        self.last = nn.BatchNorm2d(OUTPUT[-1])
        self.out = Conv(OUTPUT[-1], 3, 3)
        self.eval()

    def forward(self, z, labels):
        parts, y = z.split(CHUNK, 1), self.shared(labels)
        x = self.linear(parts[0]).view(-1, INPUT[0], 4, 4)
        if channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        for i, block in enumerate(self.blocks):
            x = block(x, torch.cat([y, parts[i + 1]], 1))
            if i == 3:
                x = self.attention(x)
        return torch.tanh(self.out(F.relu(self.last(x))))


def build():
    net = Generator()
    return net.to(memory_format=torch.channels_last) if channels_last else net


labels = torch.arange(BATCH)
generator = build()
for parameter in generator.parameters():
    parameter.requires_grad_(False)


def forward():
    with torch.inference_mode():
        return generator(torch.randn(BATCH, 6 * CHUNK), labels).flatten()[0].item()


def trainer(rank):
    if rank == 0:
        return forward
    convolutions = [m for m in generator.modules() if isinstance(m, Conv)]
    for conv in convolutions:
        conv.adapt(rank)
    factors = [p for conv in convolutions for p in conv.factors]
    linears = [p for n, p in generator.named_parameters() if ".gain" in n or ".offset" in n or n.startswith("linear.")]
    for parameter in linears:
        parameter.requires_grad_(True)
    latents = nn.Parameter(torch.randn(BATCH, 6 * CHUNK))
    target = torch.rand(BATCH, 3, SIZE, SIZE) * 2 - 1
    optimizers = [
        torch.optim.Adam(factors + [latents], lr=0.05, fused=True),
        torch.optim.Adam(linears, lr=0.001, fused=True),
    ]

    def step():
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = (generator(latents, labels) - target).abs().mean()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        return loss.item()

    return step


serve(f"PyTorch {torch.__version__}, {setting['format']}, {torch.get_num_threads()} threads", trainer)
