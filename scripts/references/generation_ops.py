"""Reference values of the operations of generators and discriminators in @ftn/ops, from PyTorch.

As ops.py: inputs by formula, results alone are stored, gradients of Σ y·w with fixed weights w. The inputs' formula and
the layouts are those of ops.py and are repeated here because importing ops.py would rewrite its fixtures.
Needs numpy and torch:

    python scripts/references/generation_ops.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).parents[2] / "packages/ops/src/__fixtures__/generation.json"


def values(shape, seed):
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    v = ((i * 7919 + seed * 10473) % 2003) / 1001.5 - 1
    return torch.tensor(v.astype(np.float32).reshape(shape))


def nchw(t):
    return t.permute(0, 3, 1, 2)


def nhwc(t):
    return t.permute(0, 2, 3, 1)


def numbers(t):
    return [float(f"{v:.7g}") for v in t.detach().contiguous().reshape(-1).tolist()]


def case(y, **inputs):
    """The result and the gradients of Σ y·w with w = values(shape of y, 99)."""
    gradients = torch.autograd.grad((y * values(y.shape, 99)).sum(), list(inputs.values()))
    return {
        "shape": list(y.shape),
        "y": numbers(y),
        "gradients": {name: numbers(g) for name, g in zip(inputs, gradients)},
    }


def upsample(factor):
    x = values((2, 3, 4, 5), 1).requires_grad_()
    return {"factor": factor, **case(nhwc(F.interpolate(nchw(x), scale_factor=factor, mode="nearest")), x=x)}


def average_pool(size):
    x = values((2, 6, 12, 5), 1).requires_grad_()
    return {"size": size, **case(nhwc(F.avg_pool2d(nchw(x), size)), x=x)}


def attention():
    query = (values((2, 6, 3), 1) * 3).requires_grad_()
    key = (values((2, 4, 3), 2) * 3).requires_grad_()
    value = values((2, 4, 5), 3).requires_grad_()
    y = torch.bmm(F.softmax(torch.bmm(query, key.transpose(1, 2)), -1), value)
    return case(y, query=query, key=key, value=value)


def tanh():
    x = (values((40,), 1) * 4).requires_grad_()
    return case(torch.tanh(x), x=x)


def embedding():
    table = values((5, 3), 1).requires_grad_()
    indices = [4, 0, 4, 2]
    return {"indices": indices, **case(F.embedding(torch.tensor(indices), table), table=table)}


def modulate(activation):
    x = values((3, 4, 5, 6), 1).requires_grad_()
    scale = values((3, 6), 2).requires_grad_()
    offset = values((3, 6), 3).requires_grad_()
    y = x * scale[:, None, None] + offset[:, None, None]
    return {"activation": activation, **case(y.relu() if activation else y, x=x, scale=scale, offset=offset)}


def bias_add():
    x = values((2, 4, 5, 6), 1).requires_grad_()
    bias = values((6,), 2).requires_grad_()
    return case(x + bias, x=x, bias=bias)


def spectral_norm(shape, outputs):
    """One power iteration as BigGAN-PyTorch takes it: the vectors without a gradient, σ with one."""
    weight = values(shape, 1).requires_grad_()
    count = shape[0] if outputs == "first" else shape[-1]
    matrix = weight.reshape(count, -1) if outputs == "first" else weight.permute(3, 2, 0, 1).reshape(count, -1)
    u = values((1, count), 2)
    with torch.no_grad():
        v = F.normalize(u @ matrix, eps=1e-6)
        left = F.normalize(v @ matrix.t(), eps=1e-6)
    sigma = (v @ matrix.t() @ left.t()).squeeze()
    return {
        "weight": list(shape),
        "outputs": outputs,
        "sigma": float(sigma.detach()),
        "u": numbers(left),
        **case(weight / sigma, weight=weight),
    }


TARGET.write_text(
    json.dumps(
        {
            "upsample": [upsample(f) for f in (1, 2, 3)],
            "averagePool": [average_pool(s) for s in (1, 2, 3)],
            "attention": attention(),
            "tanh": tanh(),
            "embedding": embedding(),
            "modulate": [modulate(a) for a in (True, False)],
            "biasAdd": bias_add(),
            "spectralNorm": [
                spectral_norm((7, 5), "first"),
                spectral_norm((3, 3, 4, 6), "last"),
                spectral_norm((1, 1, 6, 2), "last"),
            ],
        },
        separators=(",", ":"),
    )
    + "\n"
)
print(TARGET.name, TARGET.stat().st_size, "bytes")
