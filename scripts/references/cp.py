"""Reference numbers of one FTN convolution for packages/tensor-factors: `python cp.py` rewrites the fixture.

delta W, its norm, the output and every gradient come from float64 autograd through a kernel that is summed
rank by rank, as the definition says.
"""

import json
from pathlib import Path

import numpy as np
import torch
from formula import values

FIXTURE = Path(__file__).resolve().parents[2] / "packages/tensor-factors/src/cp/__fixtures__/cp.json"
CASES = [
    {"name": "3x3, rank 2", "kernel": [3, 3], "channels": [4, 5], "rank": 2, "stride": 1, "padding": 1, "dilation": 1},
    {"name": "3x3, stride 2", "kernel": [3, 3], "channels": [3, 4], "rank": 3, "stride": 2, "padding": 1, "dilation": 1},
    {"name": "3x3, dilation 2", "kernel": [3, 3], "channels": [3, 4], "rank": 2, "stride": 1, "padding": 2, "dilation": 2},
    {"name": "1x1, stride 2", "kernel": [1, 1], "channels": [6, 4], "rank": 2, "stride": 2, "padding": 0, "dilation": 1},
    {"name": "7x7 stem", "kernel": [7, 7], "channels": [3, 4], "rank": 1, "stride": 2, "padding": 3, "dilation": 1},
    {"name": "rank above the channels", "kernel": [3, 3], "channels": [2, 3], "rank": 12, "stride": 1, "padding": 1, "dilation": 1},
]
SIZE = 6


def number(name, *shape):
    """Three decimals, so that the fixture is short and float32 holds the same number to its last digit."""
    return torch.from_numpy(np.round(values(name, int(np.prod(shape))), 3).reshape(shape))


def delta(a, b, s, kernel):
    """sum_r b_r (x) a_r (x) s_r, OIHW."""
    terms = [torch.einsum("o,i,k->oik", b[:, r], a[:, r], s[:, r]) for r in range(a.shape[1])]
    return sum(terms).reshape(b.shape[0], a.shape[0], *kernel)


def flat(t):
    return [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]


def case(about, modes):
    (cin, cout), rank, (kh, kw) = about["channels"], about["rank"], about["kernel"]
    factors = {"a": number("a", cin, rank), "b": number("b", cout, rank)}
    if modes == "three":
        factors["s"] = number("s", kh * kw, rank)
    else:
        factors |= {"h": number("h", kh, rank), "v": number("v", kw, rank)}
    x = number("x", 1, cin, SIZE, SIZE)
    w = number("w", cout, cin, kh, kw)
    for t in (*factors.values(), x):
        t.requires_grad_()
    if modes == "three":
        s = factors["s"]
    else:
        s = torch.stack([torch.outer(factors["h"][:, r], factors["v"][:, r]).flatten() for r in range(rank)], 1)
    d = delta(factors["a"], factors["b"], s, (kh, kw))
    options = {k: about[k] for k in ("stride", "padding", "dilation")}
    y = torch.nn.functional.conv2d(x, w + d, **options)
    (y * number("dy", *y.shape)).sum().backward()
    gradients = {k: flat(t.grad) for k, t in factors.items()}
    hwio = lambda t: t.permute(2, 3, 1, 0)
    nhwc = lambda t: t.permute(0, 2, 3, 1)
    return {
        **about, "modes": modes, "size": SIZE,
        "x": flat(nhwc(x)), "w": flat(hwio(w)), "dy": flat(nhwc(number("dy", *y.shape))), "outputShape": list(nhwc(y).shape),
        "factors": {k: flat(t) for k, t in factors.items()},
        "delta": flat(hwio(d)), "norm": torch.linalg.norm(d).item(), "y": flat(nhwc(y)),
        "gradients": {**gradients, "x": flat(nhwc(x.grad))},
    }


if __name__ == "__main__":
    cases = [case(about, "three") for about in CASES] + [case(CASES[0], "separable"), case(CASES[4], "separable")]
    FIXTURE.parent.mkdir(exist_ok=True)
    made_by = {"torch": torch.__version__.split("+")[0]}
    FIXTURE.write_text(json.dumps({"madeBy": made_by, "cases": cases}, separators=(",", ":")) + "\n")
