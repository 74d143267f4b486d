"""Reference values of @ftn/ops from PyTorch: forward and every gradient of a loss Σ y·w with fixed weights w.

Inputs come from a formula that the tests compute too (`values`), so only results are stored.
Needs numpy and torch:

    python scripts/references/ops.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).parents[2] / "packages/ops/src/__fixtures__"


def values(shape, seed):
    """Exact in binary64, without ties inside any 2003 consecutive places, in (−1, 1)."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    v = ((i * 7919 + seed * 10473) % 2003) / 1001.5 - 1
    return torch.tensor(v.astype(np.float32).reshape(shape))


def nchw(t):
    return t.permute(0, 3, 1, 2)


def nhwc(t):
    return t.permute(0, 2, 3, 1)


def oihw(t):
    return t.permute(3, 2, 0, 1)


def hwio(t):
    return t.permute(2, 3, 1, 0)


def numbers(t):
    return [float(f"{v:.7g}") for v in t.detach().contiguous().reshape(-1).tolist()]


def gradients(y, *inputs):
    """∂(Σ y·w)/∂inputs with w = values(shape of y, 99); y in the layout the tests see."""
    return torch.autograd.grad((y * values(y.shape, 99)).sum(), inputs)


def conv(kernel, stride, padding, dilation, x_shape=(2, 7, 6, 2), outputs=3):
    x = values(x_shape, 1).requires_grad_()
    filter_shape = [*kernel, x_shape[3], outputs]
    w = values(filter_shape, 2).requires_grad_()
    y = nhwc(F.conv2d(nchw(x), oihw(w), stride=stride, padding=padding, dilation=dilation))
    dx, dw = gradients(y, x, w)
    return {
        "x": list(x_shape),
        "filter": filter_shape,
        "options": {"stride": stride, "padding": padding, "dilation": dilation},
        "shape": list(y.shape),
        "y": numbers(y),
        "dx": numbers(dx),
        "dFilter": numbers(dw),
    }


def depthwise(size, stride, padding, dilation):
    x = values((2, 7, 6, 3), 1).requires_grad_()
    w = values((size, size, 3, 1), 2).requires_grad_()
    y = nhwc(
        F.conv2d(nchw(x), w.permute(2, 3, 0, 1), stride=stride, padding=padding, dilation=dilation, groups=3)
    )
    dx, dw = gradients(y, x, w)
    return {
        "size": size,
        "options": {"stride": stride, "padding": padding, "dilation": dilation},
        "shape": list(y.shape),
        "y": numbers(y),
        "dx": numbers(dx),
        "dFilter": numbers(dw),
    }


def batch_norm(training, activation):
    x = values((2, 4, 5, 6), 1).requires_grad_()
    scale = values((6,), 2).requires_grad_()
    offset = values((6,), 3).requires_grad_()
    mean = values((6,), 4)
    variance = values((6,), 5).abs() + 0.5
    y = F.batch_norm(nchw(x), mean, variance, scale, offset, training=training, momentum=0.1, eps=1e-5)
    y = nhwc(y.relu() if activation else y)
    dx, ds, do = gradients(y, x, scale, offset)
    return {
        "training": training,
        "activation": activation,
        "y": numbers(y),
        "dx": numbers(dx),
        "dScale": numbers(ds),
        "dOffset": numbers(do),
        # Moved by momentum 0.1 in training, as given otherwise.
        "runningMean": numbers(mean),
        "runningVariance": numbers(variance),
    }


def max_pool(size, stride, padding, x_shape):
    x = values(x_shape, 1).requires_grad_()
    y = nhwc(F.max_pool2d(nchw(x), size, stride, padding))
    (dx,) = gradients(y, x)
    return {
        "x": list(x_shape),
        "options": {"size": size, "stride": stride, "padding": padding},
        "shape": list(y.shape),
        "y": numbers(y),
        "dx": numbers(dx),
    }


def resize(size, align_corners, x_shape=(2, 5, 4, 3)):
    x = values(x_shape, 1).requires_grad_()
    y = nhwc(F.interpolate(nchw(x), size=size, mode="bilinear", align_corners=align_corners))
    (dx,) = gradients(y, x)
    return {
        "x": list(x_shape),
        "size": list(size),
        "alignCorners": align_corners,
        "y": numbers(y),
        "dx": numbers(dx),
    }


def cross_entropy(smoothing, factor):
    logits = (values((5, 7), 1) * factor).requires_grad_()
    labels = [0, 6, 3, 3, 1]
    loss = F.cross_entropy(logits, torch.tensor(labels), label_smoothing=smoothing)
    (d,) = torch.autograd.grad(loss, logits)
    return {
        "labelSmoothing": smoothing,
        "factor": factor,
        "labels": labels,
        "loss": float(loss.detach()),
        "dLogits": numbers(d),
    }


def dense_cross_entropy(shape, ignored):
    """Rows of logits of which some, or all, are ignored."""
    logits = (values(shape, 1) * 4).requires_grad_()
    labels = torch.tensor([255 if i % ignored == 0 else (5 * i) % shape[1] for i in range(shape[0])])
    # PyTorch's mean over nothing is not a number; the sum is 0, and so is its gradient.
    loss = F.cross_entropy(logits, labels, ignore_index=255, reduction="sum") / max(1, (labels != 255).sum())
    (d,) = torch.autograd.grad(loss, logits)
    return {"shape": list(shape), "labels": labels.tolist(), "loss": float(loss.detach()), "dLogits": numbers(d)}


def balanced_cross_entropy(weight, factor, ignored):
    """Sigmoid cross entropy weighted w and 1 - w by label, over the labels that are not 2."""
    shape = (2, 3, 5, 1)
    logits = (values(shape, 1) * factor).requires_grad_()
    labels = torch.tensor([2.0 if i % ignored == 0 else float(i % 3 == 0) for i in range(30)]).reshape(shape)
    counts = labels <= 1.1
    losses = F.binary_cross_entropy_with_logits(logits, labels.clamp(max=1), reduction="none")
    loss = (losses * torch.where(labels == 1, weight, 1 - weight) * counts).sum() / max(1, counts.sum())
    (d,) = torch.autograd.grad(loss, logits)
    return {
        "positiveWeight": weight,
        "factor": factor,
        "shape": list(shape),
        "labels": labels.reshape(-1).tolist(),
        "loss": float(loss.detach()),
        "dLogits": numbers(d),
    }


def unit_normals(valid):
    """Mean |x - t| over the components of valid pixels, x brought to unit length."""
    shape = (2, 3, 4, 3)
    x = (values(shape, 1) * 2).requires_grad_()
    target = F.normalize(values(shape, 2), dim=3)
    mask = torch.tensor([float(i % valid == 0) for i in range(24)]).reshape(2, 3, 4, 1)
    y = F.normalize(x, dim=3)
    counted = mask.expand(shape)
    loss = ((y - target).abs() * counted).sum() / max(1, counted.sum())
    (d,) = torch.autograd.grad(loss, x)
    (dy,) = gradients(F.normalize(x, dim=3), x)
    return {
        "shape": list(shape),
        "valid": mask.reshape(-1).tolist(),
        "y": numbers(y),
        "dxOfUnit": numbers(dy),
        "loss": float(loss.detach()),
        "dx": numbers(d),
    }


def head():
    x = values((2, 4, 5, 6), 1).requires_grad_()
    w = values((7, 6), 2).requires_grad_()
    b = values((7,), 3).requires_grad_()
    y = F.linear(x.mean((1, 2)), w, b)
    dx, dw, db = gradients(y, x, w, b)
    return {"y": numbers(y), "dx": numbers(dx), "dWeight": numbers(dw), "dBias": numbers(db)}


cases = {
    "conv": [
        conv((3, 3), 1, 1, 1),
        conv((3, 3), 2, 1, 1),
        conv((3, 3), 1, 0, 1),
        conv((3, 3), 1, 2, 2),
        conv((3, 3), 2, 2, 2),
        conv((3, 3), 3, 4, 2),
        conv((1, 1), 1, 0, 1),
        conv((1, 1), 2, 0, 1),
        conv((1, 1), 2, 1, 1),
        conv((2, 3), 2, 1, 1),
        conv((5, 5), 1, 1, 1),
        conv((7, 7), 2, 3, 1, (1, 12, 11, 2), 2),
    ],
    "depthwise": [depthwise(3, 1, 1, 1), depthwise(3, 2, 1, 1), depthwise(3, 1, 2, 2), depthwise(1, 2, 0, 1)],
    "batchNorm": [batch_norm(t, a) for t in (True, False) for a in (True, False)],
    "maxPool": [
        max_pool(3, 2, 1, (2, 8, 9, 3)),
        max_pool(2, 2, 0, (2, 7, 6, 3)),
        max_pool(3, 1, 1, (1, 5, 4, 2)),
        max_pool(2, 3, 1, (1, 8, 7, 2)),
    ],
    "resize": [resize(s, a) for s in ((9, 10), (3, 2), (5, 4), (1, 7)) for a in (True, False)],
    "crossEntropy": [cross_entropy(0.0, 3.0), cross_entropy(0.1, 3.0), cross_entropy(0.0, 300.0)],
    "head": head(),
    "denseCrossEntropy": [dense_cross_entropy((12, 5), 4), dense_cross_entropy((6, 3), 1)],
    "balancedCrossEntropy": [
        balanced_cross_entropy(0.95, 3.0, 7),
        balanced_cross_entropy(0.95, 200.0, 7),
        balanced_cross_entropy(0.5, 1.0, 1),
    ],
    "unitNormals": [unit_normals(3), unit_normals(1), unit_normals(1000)],
}
groups = {
    "convolutions.json": ["conv", "depthwise"],
    "losses.json": ["denseCrossEntropy", "balancedCrossEntropy", "unitNormals"],
}
grouped = [key for keys in groups.values() for key in keys]
groups["operations.json"] = [key for key in cases if key not in grouped]
for name, keys in groups.items():
    (TARGET / name).write_text(json.dumps({key: cases[key] for key in keys}, separators=(",", ":")) + "\n")
    print(name, (TARGET / name).stat().st_size, "bytes")
