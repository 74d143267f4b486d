"""Five training steps of FTN, TAPS and AdaShare for packages/training: `python methods.py` rewrites the fixtures.

Each method is written here from its definition, on a ResNet of four narrow blocks, in float64 on weights, pictures
and noise of formula.py. A fixture holds the loss of every step and, of every tensor that moves, a few gradients
and values after the step with the largest of each: what the other side is compared by.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from formula import sample_indices, tensor, values

TARGET = Path(__file__).resolve().parents[2] / "packages/training/src/__fixtures__"
WIDTHS = [4, 8, 16, 32]
CLASSES, BATCH, SIZE, STEPS, SAMPLES = 3, 6, 16, 5, 5


def formula(name, *shape):
    return torch.from_numpy(values(name, int(np.prod(shape))).reshape(shape))


class Net:
    """The layers of the small ResNet by torchvision's names: kernels, batch norms, and the forward pass over both."""

    def __init__(self):
        self.convs, self.norms = {"conv1": (3, WIDTHS[0], 3, 2)}, {"bn1": WIDTHS[0]}
        inside = WIDTHS[0]
        for i, width in enumerate(WIDTHS):
            name, stride = f"layer{i + 1}.0", 1 if i == 0 else 2
            self.convs[f"{name}.conv1"] = (inside, width, 3, stride)
            self.norms[f"{name}.bn1"] = width
            self.convs[f"{name}.conv2"] = (width, width, 3, 1)
            self.norms[f"{name}.bn2"] = width
            if inside != width:
                self.convs[f"{name}.downsample.0"] = (inside, width, 1, stride)
                self.norms[f"{name}.downsample.1"] = width
            inside = width

    def kernels(self):
        shapes = {name: (o, i, k, k) for name, (i, o, k, _) in self.convs.items()}
        return {name: torch.from_numpy(tensor(f"{name}.weight", shape)).double() for name, shape in shapes.items()}

    def affine(self, prefix=""):
        """Scale and offset of every batch norm; a domain's own begin with its name."""
        return {
            f"{prefix}{name}.{part}": torch.from_numpy(tensor(f"{name}.{part}", (width,))).double()
            for name, width in self.norms.items()
            for part in ("weight", "bias")
        }

    def forward(self, x, kernel, affine, block=lambda name, skip, branch: branch()):
        conv = lambda n, x: F.conv2d(x, kernel(n), stride=self.convs[n][3], padding=self.convs[n][2] // 2)
        norm = lambda n, x: F.batch_norm(x, None, None, affine[f"{n}.weight"], affine[f"{n}.bias"], training=True)
        x = F.relu(norm("bn1", conv("conv1", x)))
        for i in range(len(WIDTHS)):
            name, before = f"layer{i + 1}.0", x
            skip = before
            if f"{name}.downsample.0" in self.convs:
                skip = norm(f"{name}.downsample.1", conv(f"{name}.downsample.0", before))

            def branch(name=name, before=before, skip=skip):
                y = F.relu(norm(f"{name}.bn1", conv(f"{name}.conv1", before)))
                return F.relu(skip + norm(f"{name}.bn2", conv(f"{name}.conv2", y)))

            x = block(name, skip, branch)
        return x.mean((2, 3))


NET = Net()
LABELS = torch.arange(BATCH) % CLASSES


def pictures(name, step):
    """NHWC in the formula, NCHW here; labels shift a channel, so that there is something to learn."""
    x = formula(f"pictures of {name} {step}", BATCH, SIZE, SIZE, 3)
    return (x + F.one_hot(LABELS, 3)[:, None, None, :]).permute(0, 3, 1, 2)


def head(prefix=""):
    return {
        f"{prefix}fc.weight": formula("fc.weight", CLASSES, WIDTHS[-1]) * 0.3,
        f"{prefix}fc.bias": formula("fc.bias", CLASSES) * 0.1,
    }


def optimizer(settings, parameters):
    common = {"lr": settings["rate"], "weight_decay": settings.get("decay", 0)}
    if settings["kind"] == "adam":
        return torch.optim.Adam(parameters, **common)
    return torch.optim.SGD(parameters, momentum=settings["momentum"], **common)


def in_memory(t):
    """Kernels as the other side keeps them: HWIO."""
    return t.permute(2, 3, 1, 0) if t.dim() == 4 else t


def describe(name, t):
    flat = in_memory(t.detach()).reshape(-1)
    at = sample_indices(name, flat.numel(), min(SAMPLES, flat.numel()))
    return {"largest": float(f"{flat.abs().max().item():.7g}"), "samples": [float(f"{v:.7g}") for v in flat[at].tolist()]}


def record(loss, moving):
    return {
        "loss": float(f"{loss.item():.10g}"),
        "gradients": {n: describe(n, t.grad if t.grad is not None else torch.zeros_like(t)) for n, t in moving.items()},
    }


def run(settings, parameters, group_of, loss_of, moves=lambda group, step: True):
    """Steps of the optimizers of every group; `loss_of(step)` is the scalar they go down."""
    for t in parameters.values():
        t.requires_grad_()
    names = {g: [n for n in parameters if (group_of(n) if group_of(n) in settings else "default") == g] for g in settings}
    optimizers = {g: optimizer(s, [parameters[n] for n in names[g]]) for g, s in settings.items() if names[g]}
    steps = []
    for step in range(STEPS):
        moving = {n: t for n, t in parameters.items() if moves(group_of(n), step)}
        for t in parameters.values():
            t.grad = None
        loss = loss_of(step)
        loss.backward()
        for n, t in parameters.items():
            if n not in moving:
                t.grad = None
        for o in optimizers.values():
            o.step()
        entry = record(loss, moving)
        entry["values"] = {n: describe(n, t) for n, t in moving.items()}
        steps.append(entry)
    return steps


def classify(features, weights, prefix=""):
    return F.cross_entropy(F.linear(features, weights[f"{prefix}fc.weight"], weights[f"{prefix}fc.bias"]), LABELS)


def ftn():
    rank, base = 2, NET.kernels()
    settings = {
        "factors": {"kind": "adam", "rate": 0.01},
        "default": {"kind": "sgd", "rate": 0.02, "momentum": 0.9, "decay": 1e-4},
    }
    p = {}
    for name, (cin, cout, k, _) in NET.convs.items():
        for part, length in (("a", cin), ("b", cout), ("s", k * k)):
            p[f"{name}.{part}"] = formula(f"{name}.{part}", length, rank) * 0.4
    p |= NET.affine() | head()

    def kernel(name):
        a, b, s = (p[f"{name}.{part}"] for part in "abs")
        delta = torch.einsum("or,ir,kr->oik", b, a, s)
        return base[name] + delta.reshape(base[name].shape)

    group = lambda n: "factors" if n.rsplit(".", 1)[1] in "abs" else "rest"
    loss = lambda step: classify(NET.forward(pictures("ftn", step), kernel, p), p)
    return {"rank": rank, "optimizers": settings, "steps": run(settings, p, group, loss)}


class Gate(torch.autograd.Function):
    """1 from the threshold on, with the gradient of the identity."""

    @staticmethod
    def forward(ctx, score, threshold):
        return (score >= threshold).to(score.dtype)

    @staticmethod
    def backward(ctx, gradient):
        return gradient, None


def taps():
    options = {"lambda": 0.5, "warmUp": 2, "threshold": 0.1, "init": 0.15}
    epochs = [0, 1, 2, 3, 4]
    settings = {
        "scores": {"kind": "sgd", "rate": 0.3, "momentum": 0.9},
        "default": {"kind": "sgd", "rate": 0.02, "momentum": 0.9},
    }
    base, p = NET.kernels(), {}
    for name, kernel in base.items():
        p[f"{name}.residual"] = formula(f"{name}.residual", *in_memory(kernel).shape).permute(3, 2, 0, 1) * 0.1
        p[f"{name}.score"] = torch.tensor(0.1 + 0.05 * float(values(f"{name}.score", 1)[0]), dtype=torch.float64)
    p |= NET.affine() | head()
    layers = list(NET.convs)
    opened = []

    def kernel(name):
        return base[name] + Gate.apply(p[f"{name}.score"], options["threshold"]) * p[f"{name}.residual"]

    def loss(step):
        opened.append([name for name in layers if p[f"{name}.score"].item() >= options["threshold"]])
        total = classify(NET.forward(pictures("taps", step), kernel, p), p)
        if epochs[step] < options["warmUp"]:
            return total
        return total + options["lambda"] * sum(p[f"{name}.score"].abs() for name in layers) / len(layers)

    group = lambda n: "scores" if n.endswith(".score") else "rest"
    steps = run(settings, p, group, loss)
    return {"options": options, "epochs": epochs, "optimizers": settings, "opened": opened, "steps": steps}


def adashare():
    options = {"sparsity": 0.05, "sharing": 0.1, "temperature": 5, "cooling": 0.965, "curriculum": 1, "policies": 1}
    domains, blocks = ["one", "other"], [f"layer{i + 1}.0" for i in range(len(WIDTHS))]
    # (round, what moves): two rounds of the curriculum, then one with every block open.
    plan = [(0, "weights"), (0, "policy"), (1, "weights"), (1, "policy"), (5, "policy")]
    settings = {
        "policy": {"kind": "adam", "rate": 0.01, "decay": 5e-4},
        "default": {"kind": "sgd", "rate": 0.02, "momentum": 0.9, "decay": 1e-4},
    }
    p = {f"shared/{name}.weight": kernel for name, kernel in NET.kernels().items()}
    for domain in domains:
        own = f"domain/{domain}/"
        for block in blocks:
            p[f"{own}{block}.logits"] = 0.5 + 0.5 * formula(f"{domain} {block}.logits", 2)
        p |= NET.affine(own) | head(own)

    def noise(domain, step):
        u = (formula(f"noise of {domain} {step}", len(blocks), 2) + 1) / 2 * 0.998 + 0.001
        return -torch.log(-torch.log(u))

    def opened(round_):
        return min(len(blocks), round_ // options["curriculum"] + 1)

    def loss(step):
        round_, part = plan[step]
        temperature = options["temperature"] * options["cooling"] ** round_
        total = 0
        for domain in domains:
            own, g = f"domain/{domain}/", noise(domain, step)
            affine = {n[len(own):]: t for n, t in p.items() if n.startswith(own)}

            def block(name, skip, branch):
                l = blocks.index(name)
                if l < len(blocks) - opened(round_):
                    return branch()
                share = F.softmax((p[f"{own}{name}.logits"] + g[l]) / temperature, 0)
                return share[0] * branch() + share[1] * F.relu(skip)

            features = NET.forward(pictures(domain, step), lambda n: p[f"shared/{n}.weight"], affine, block)
            total = total + classify(features, p, own)
        if part == "policy":
            logits = torch.stack([torch.stack([p[f"domain/{d}/{b}.logits"] for b in blocks]) for d in domains])
            skip = torch.ones(opened(round_), dtype=torch.long)
            sparsity = sum(F.cross_entropy(of_domain[-opened(round_):], skip) for of_domain in logits)
            weights = (torch.arange(len(blocks)) + 1) / len(blocks)
            sharing = sum(
                (weights * (logits[i, :, 0] - logits[j, :, 0]).abs()).sum()
                for i in range(len(domains)) for j in range(i + 1, len(domains))
            )
            total = total + options["sparsity"] * sparsity + options["sharing"] * sharing
        return total

    group = lambda n: "policy" if n.endswith(".logits") else "rest"
    moves = lambda g, step: (g == "policy") == (plan[step][1] == "policy")
    steps = run(settings, p, group, loss, moves)
    return {"options": options, "domains": domains, "plan": plan, "optimizers": settings, "steps": steps}


def main():
    for make in (ftn, taps, adashare):
        content = {"madeBy": {"torch": torch.__version__.split("+")[0]}, **make()}
        TARGET.joinpath(f"{make.__name__}-steps.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
