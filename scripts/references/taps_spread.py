"""Prints how far float32 strays from float64 in five steps of TAPS on random networks, and by which operation.

    python scripts/references/taps_spread.py 60

The network, the method and the loss are those of methods.py; kernels, residuals and pictures are normal, one seed each.
Counted are signs before a ReLU and gates that differ between the two: only where there are some may float32 take another
path. Writes nothing (torch 2.15.0, one thread).
"""

import sys

import methods
import numpy as np
import torch
import torch.nn.functional as F

THRESHOLD, STEPS = 0.1, 5
plain_relu, masks = F.relu, []


def relu(x):
    masks.append(x.detach() > 0)
    return plain_relu(x)


def start(seed):
    """Kernels, parameters and pictures in float64, whatever they are trained in."""
    g = torch.Generator().manual_seed(seed)
    normal = lambda *shape: torch.randn(shape, generator=g, dtype=torch.float64)
    shapes = {name: kernel.shape for name, kernel in methods.NET.kernels().items()}
    base = {name: normal(*s) * (2 / (s[0] * s[2] * s[3])) ** 0.5 for name, s in shapes.items()}
    p = {f"{name}.residual": normal(*s) * 0.01 for name, s in shapes.items()}
    p |= {f"{name}.score": torch.tensor(0.15, dtype=torch.float64) for name in shapes}
    affine = methods.NET.affine()
    p |= {n: torch.ones_like(t) if n.endswith("weight") else torch.zeros_like(t) for n, t in affine.items()}
    p |= {"fc.weight": normal(methods.CLASSES, methods.WIDTHS[-1]) * 0.1, "fc.bias": normal(methods.CLASSES) * 0}
    shift = F.one_hot(methods.LABELS, 3)[:, :, None, None]
    return base, p, [normal(methods.BATCH, 3, methods.SIZE, methods.SIZE) + shift for _ in range(STEPS)]


def train(seed, dtype):
    """The last loss, the gates and the signs of every step."""
    base, p, pictures = start(seed)
    base = {n: t.to(dtype) for n, t in base.items()}
    p = {n: t.to(dtype).requires_grad_() for n, t in p.items()}
    is_score = lambda n: n.endswith(".score")
    optimizers = [
        torch.optim.SGD([t for n, t in p.items() if is_score(n)], lr=0.3, momentum=0.9),
        torch.optim.SGD([t for n, t in p.items() if not is_score(n)], lr=0.02, momentum=0.9),
    ]
    kernel = lambda n: base[n] + methods.Gate.apply(p[f"{n}.score"], THRESHOLD) * p[f"{n}.residual"]
    gates, signs = [], []
    for step, x in enumerate(pictures):
        masks.clear()
        for optimizer in optimizers:
            optimizer.zero_grad()
        gates.append([p[f"{n}.score"].item() >= THRESHOLD for n in base])
        loss = methods.classify(methods.NET.forward(x.to(dtype), kernel, p), p)
        if step >= 2:
            loss = loss + 0.5 * sum(p[f"{n}.score"].abs() for n in base) / len(base)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        signs += [mask.clone() for mask in masks]
    return loss.item(), gates, signs


def main():
    torch.set_num_threads(1)
    F.relu = relu
    differences, other = [], 0
    for seed in range(int(sys.argv[1])):
        (a, gates, signs), (b, gates32, signs32) = train(seed, torch.float64), train(seed, torch.float32)
        differences.append(abs(a - b))
        other += gates != gates32 or any((x != y).any().item() for x, y in zip(signs, signs32))
    print(f"networks {len(differences)}, another sign or gate in {other}")
    print(f"|loss in float32 - loss in float64| at step {STEPS}: median {np.median(differences):.1e}, largest {max(differences):.1e}")


if __name__ == "__main__":
    main()
