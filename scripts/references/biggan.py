"""BigGAN's generator and discriminator in PyTorch, and what packages/backbones and packages/generation must equal.

Written for this purpose from the description of the architecture (Brock et al., 2019) as functions of a dictionary of
tensors in the names of the authors' checkpoints. Weights come from a formula (formula.py) by name and shape. Everything
is computed in float64 from float32 weights.

    python scripts/references/biggan.py [networks] [adaptation] [adversarial] [checkpoint]
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from formula import sample_indices, values

PACKAGES = Path(__file__).resolve().parents[2] / "packages"
SAMPLES = 32

GENERATOR = {32: ([4, 4, 4], [4, 4, 4]), 64: ([16, 16, 8, 4], [16, 8, 4, 2]), 128: ([16, 16, 8, 4, 2], [16, 8, 4, 2, 1])}
DISCRIMINATOR = {
    32: ([4, 4, 4, 4], [True, True, False, False]),
    64: ([1, 2, 4, 8, 16], [True] * 4 + [False]),
    128: ([1, 2, 4, 8, 16, 16], [True] * 5 + [False]),
}
SN_EPS, BN_EPS, MOMENTUM = 1e-6, 1e-5, 0.1


class Config:
    def __init__(self, resolution, width, classes, latent, shared, attention):
        self.resolution, self.width, self.classes = resolution, width, classes
        self.latent, self.shared, self.attention = latent, shared, attention
        self.input = [width * c for c in GENERATOR[resolution][0]]
        self.output = [width * c for c in GENERATOR[resolution][1]]
        self.chunk = latent // (len(self.input) + 1)

    def json(self):
        return {
            "resolution": self.resolution,
            "width": self.width,
            "classes": self.classes,
            "latentSize": self.latent,
            "sharedSize": self.shared,
            "attention": self.attention,
        }


# ---- names and shapes ------------------------------------------------------------------------------------------------


def attention_shapes(name, channels):
    narrow, half = channels // 8, channels // 2
    return {
        f"{name}.theta.weight": (narrow, channels, 1, 1),
        f"{name}.phi.weight": (narrow, channels, 1, 1),
        f"{name}.g.weight": (half, channels, 1, 1),
        f"{name}.o.weight": (channels, half, 1, 1),
        f"{name}.gamma": (),
    }


def conv_shapes(name, inputs, outputs, kernel):
    return {f"{name}.weight": (outputs, inputs, kernel, kernel), f"{name}.bias": (outputs,)}


def with_spectra(shapes, plain=()):
    """Adds u0 and sv0 beside every weight but those of `plain`."""
    more = {}
    for name, shape in shapes.items():
        if name.endswith(".weight") and name not in plain:
            more[name[:-6] + "u0"] = (1, shape[0])
            more[name[:-6] + "sv0"] = (1,)
    return {**shapes, **more}


def generator_shapes(c):
    condition = c.shared + c.chunk
    shapes = {"shared.weight": (c.classes, c.shared)}
    shapes["linear.weight"] = (c.input[0] * 16, c.chunk)
    shapes["linear.bias"] = (c.input[0] * 16,)
    statistics = {}
    for i, (a, b) in enumerate(zip(c.input, c.output)):
        n = f"blocks.{i}.0"
        shapes |= conv_shapes(f"{n}.conv1", a, b, 3) | conv_shapes(f"{n}.conv2", b, b, 3) | conv_shapes(f"{n}.conv_sc", a, b, 1)
        for norm, channels in (("bn1", a), ("bn2", b)):
            shapes[f"{n}.{norm}.gain.weight"] = shapes[f"{n}.{norm}.bias.weight"] = (channels, condition)
            statistics[f"{n}.{norm}.stored_mean"] = statistics[f"{n}.{norm}.stored_var"] = (channels,)
        if 4 * 2 ** (i + 1) in c.attention:
            shapes |= attention_shapes(f"blocks.{i}.1", b)
    last = c.output[-1]
    shapes |= {"output_layer.0.gain": (last,), "output_layer.0.bias": (last,)} | conv_shapes("output_layer.2", last, 3, 3)
    statistics["output_layer.0.stored_mean"] = statistics["output_layer.0.stored_var"] = (last,)
    return with_spectra(shapes, ("shared.weight",)) | statistics


def discriminator_shapes(c):
    outputs, halves = DISCRIMINATOR[c.resolution]
    shapes, channels, size = {}, 3, c.resolution
    for i, (units, half) in enumerate(zip(outputs, halves)):
        n, out = f"blocks.{i}.0", units * c.width
        shapes |= conv_shapes(f"{n}.conv1", channels, out, 3) | conv_shapes(f"{n}.conv2", out, out, 3)
        if channels != out or half:
            shapes |= conv_shapes(f"{n}.conv_sc", channels, out, 1)
        size //= 2 if half else 1
        if size in c.attention:
            shapes |= attention_shapes(f"blocks.{i}.1", out)
        channels = out
    shapes |= {"linear.weight": (1, channels), "linear.bias": (1,), "embed.weight": (c.classes, channels)}
    return with_spectra(shapes)


def weight(name, shape, prefix=""):
    """Weights of moderate size: kernels and matrices of deviation about 1 / sqrt(inputs), tables and vectors of order 1."""
    v = values(prefix + name, math.prod(shape))
    part = name.rsplit(".", 1)[-1]
    if name in ("shared.weight", "embed.weight"):
        v = v * 1.5
    elif part == "weight":
        v = v * math.sqrt(3 / math.prod(shape[1:]))
    elif part == "gain":
        v = 1 + 0.25 * v
    elif part == "stored_var":
        v = 1 + 0.5 * v
    elif part in ("bias", "stored_mean"):
        v = 0.3 * v
    elif part == "gamma":
        v = 0 * v + 0.7
    elif part == "sv0":
        v = 0 * v + 1
    return torch.from_numpy(v.reshape(shape).astype(np.float32))


def weights(shapes, prefix=""):
    return {name: weight(name, shape, prefix) for name, shape in shapes.items()}


# ---- the networks ----------------------------------------------------------------------------------------------------


class Net:
    """Answers layers by name. `training`: batch norms on the batch, spectral vectors moved by each use."""

    def __init__(self, state, training=False, delta=None, inside=False, direct=None):
        self.state, self.training, self.delta, self.inside = state, training, delta or {}, inside
        # Weights of a domain's own, used as they are.
        self.direct = direct or {}

    def spectral(self, name):
        if f"{name}.weight" in self.direct:
            return self.direct[f"{name}.weight"]
        w = self.state[f"{name}.weight"]
        delta = self.delta.get(name)
        if delta is not None and self.inside:
            w = w + delta
        m = w.reshape(w.shape[0], -1)
        u = self.state[f"{name}.u0"]
        with torch.no_grad():
            v = F.normalize(u @ m, eps=SN_EPS)
            left = F.normalize(v @ m.t(), eps=SN_EPS)
            if self.training:
                self.state[f"{name}.u0"] = left
        sigma = (v @ m.t() @ left.t()).squeeze()
        w = w / sigma
        return w + delta if delta is not None and not self.inside else w

    def conv(self, name, x):
        w = self.spectral(name)
        return F.conv2d(x, w, self.state.get(f"{name}.bias"), padding=w.shape[-1] // 2)

    def linear(self, name, x):
        return F.linear(x, self.spectral(name), self.state.get(f"{name}.bias"))

    def norm(self, name, x):
        mean, var = self.state[f"{name}.stored_mean"], self.state[f"{name}.stored_var"]
        if self.training:
            mean, var = mean.clone(), var.clone()
        y = F.batch_norm(x, mean, var, None, None, self.training, MOMENTUM, BN_EPS)
        self.state[f"{name}.stored_mean"], self.state[f"{name}.stored_var"] = mean, var
        return y

    def conditional_norm(self, name, x, condition):
        gain = 1 + self.linear(f"{name}.gain", condition)
        return self.norm(name, x) * gain[:, :, None, None] + self.linear(f"{name}.bias", condition)[:, :, None, None]

    def attention(self, name, x):
        n, c, h, w = x.shape
        theta = self.conv(f"{name}.theta", x).flatten(2)
        phi = F.max_pool2d(self.conv(f"{name}.phi", x), 2).flatten(2)
        g = F.max_pool2d(self.conv(f"{name}.g", x), 2).flatten(2)
        beta = F.softmax(torch.bmm(theta.transpose(1, 2), phi), -1)
        o = self.conv(f"{name}.o", torch.bmm(g, beta.transpose(1, 2)).reshape(n, c // 2, h, w))
        return x + self.state[f"{name}.gamma"] * o


def generate(net, c, z, y):
    """Images from latents and class vectors."""
    parts = z.split(c.chunk, 1)
    x = net.linear("linear", parts[0]).reshape(z.shape[0], -1, 4, 4)
    for i in range(len(c.input)):
        n, condition = f"blocks.{i}.0", torch.cat([y, parts[i + 1]], 1)
        h = F.relu(net.conditional_norm(f"{n}.bn1", x, condition))
        h = net.conv(f"{n}.conv1", F.interpolate(h, scale_factor=2))
        h = net.conv(f"{n}.conv2", F.relu(net.conditional_norm(f"{n}.bn2", h, condition)))
        x = h + net.conv(f"{n}.conv_sc", F.interpolate(x, scale_factor=2))
        if 4 * 2 ** (i + 1) in c.attention:
            x = net.attention(f"blocks.{i}.1", x)
    n = "output_layer.0"
    x = net.norm(n, x) * net.state[f"{n}.gain"][:, None, None] + net.state[f"{n}.bias"][:, None, None]
    return torch.tanh(net.conv("output_layer.2", F.relu(x)))


def discriminate(net, c, x, labels):
    outputs, halves = DISCRIMINATOR[c.resolution]
    size = c.resolution
    for i, half in enumerate(halves):
        n = f"blocks.{i}.0"
        h = net.conv(f"{n}.conv1", F.relu(x) if i > 0 else x)
        h = net.conv(f"{n}.conv2", F.relu(h))
        if half:
            h = F.avg_pool2d(h, 2)
            size //= 2
        projects = f"{n}.conv_sc.weight" in net.state
        # The skip of the first block shrinks before its convolution, the others after.
        if i == 0 and half:
            x = F.avg_pool2d(x, 2)
        if projects:
            x = net.conv(f"{n}.conv_sc", x)
        if i > 0 and half:
            x = F.avg_pool2d(x, 2)
        x = x + h
        if size in c.attention:
            x = net.attention(f"blocks.{i}.1", x)
    h = F.relu(x).sum((2, 3))
    out = net.linear("linear", h)
    return out + (F.embedding(labels, net.spectral("embed")) * h).sum(1, keepdim=True)


# ---- fixtures --------------------------------------------------------------------------------------------------------


def double(state, trainable=(), dtype=torch.float64):
    return {k: v.to(dtype).requires_grad_(k in trainable) for k, v in state.items()}


def normal(name, shape):
    """Numbers of unit variance."""
    return torch.from_numpy((values(name, math.prod(shape)) * math.sqrt(3)).reshape(shape).astype(np.float32)).double()


def digits(x):
    return float(f"{x:.9g}")


def describe(name, t):
    flat = t.detach().numpy().reshape(-1)
    return {
        "shape": list(t.shape),
        "mean": digits(flat.mean()),
        "std": digits(flat.std()),
        "maximum": digits(np.abs(flat).max()),
        "samples": [digits(v) for v in flat[sample_indices(name, flat.size, SAMPLES)]],
    }


def upstream(name, y):
    return torch.from_numpy(values(name, y.numel()).reshape(y.shape))


def generator_case(c, batch, training, salt, dtype=torch.float64):
    state = double(weights(generator_shapes(c)), dtype=dtype)
    z = normal(f"latents {salt}", (batch, c.latent)).to(dtype).requires_grad_()
    labels = torch.tensor(labels_of(c, batch))
    images = generate(Net(state, training), c, z, F.embedding(labels, state["shared.weight"]))
    (images * upstream("images", images).to(dtype)).sum().backward()
    return {"images": images.detach(), "gradient of latents": z.grad}


def labels_of(c, batch):
    return [(3 * i + 1) % c.classes for i in range(batch)]


def float32_error(run):
    """How far PyTorch's own float32 run is from the exact one: a unit near ReLU's kink falls on either side."""
    exact, single = run(torch.float64), run(torch.float32)
    return max(((exact[k] - single[k]).abs().max() / exact[k].abs().max()).item() for k in exact)


def generator_fixture(c, batch, tries=8):
    """Of several latents those whose run is farthest from every kink."""
    errors = [
        max(float32_error(lambda dtype: generator_case(c, batch, training, salt, dtype)) for training in (False, True))
        for salt in range(tries)
    ]
    salt = int(np.argmin(errors))
    print(c.resolution, "latents", salt, f"{errors[salt]:.1e}")
    modes = {}
    for mode in ("eval", "train"):
        out = generator_case(c, batch, mode == "train", salt)
        modes[mode] = {name: describe(name, t) for name, t in out.items()}
    return {"config": c.json(), "labels": labels_of(c, batch), "latents": f"latents {salt}", "modes": modes}


def discriminator_fixture(c, batch):
    state = double(weights(discriminator_shapes(c)))
    labels = labels_of(c, batch)
    x = normal("picture", (batch, 3, c.resolution, c.resolution)).mul(0.5).requires_grad_()
    logits = discriminate(Net(state), c, x, torch.tensor(labels))
    (logits * upstream("logits", logits)).sum().backward()
    out = {"logits": logits, "gradient of picture": x.grad}
    return {"config": c.json(), "labels": labels, "outputs": {name: describe(name, t) for name, t in out.items()}}


RANK = 2
FACTORS = ["blocks.0.0.conv1", "blocks.1.0.conv_sc", "output_layer.2"]
DIRECT = ["linear.weight", "blocks.0.0.bn1.gain.weight", "blocks.1.0.bn2.bias.weight"]


def factors(c):
    """b, a and s of every convolution, so large that ΔW is of the order of W."""
    out = {}
    for name, shape in generator_shapes(c).items():
        if len(shape) != 4:
            continue
        layer = name[:-7]
        for part, size, scale in (("a", shape[1], 1.2), ("b", shape[0], 0.5), ("s", shape[2] * shape[3], 1.2)):
            v = values(f"{layer}.{part}", size * RANK).reshape(size, RANK) * scale / math.sqrt(1 if part == "b" else size)
            out[f"{layer}.{part}"] = torch.from_numpy(v.astype(np.float32))
    return out


def deltas(c, factor):
    out = {}
    for name, shape in generator_shapes(c).items():
        if len(shape) == 4:
            b, a, s = (factor[f"{name[:-7]}.{part}"] for part in "bas")
            out[name[:-7]] = torch.einsum("or,ir,kr->oik", b, a, s).reshape(shape)
    return out


def adaptation_case(c, batch, inside, salt, dtype=torch.float64):
    state = double(weights(generator_shapes(c)), dtype=dtype)
    factor = {k: v.to(dtype).requires_grad_() for k, v in factors(c).items()}
    direct = {}
    for name in DIRECT:
        direct[name] = Net(state).spectral(name[:-7]).detach().requires_grad_()
    z = normal(f"latents {salt}", (batch, c.latent)).to(dtype).requires_grad_()
    labels = torch.tensor(labels_of(c, batch))
    net = Net(state, delta=deltas(c, factor), inside=inside, direct=direct)
    images = generate(net, c, z, F.embedding(labels, state["shared.weight"]))
    (images * upstream("images", images).to(dtype)).sum().backward()
    attention = [f"blocks.{i}.1.theta" for i in range(5) if f"blocks.{i}.1.theta.b" in factor]
    watched = {f"{layer}.{part}": factor[f"{layer}.{part}"].grad for layer in FACTORS + attention for part in "abs"}
    return {
        "images": images.detach(),
        "latents": z.grad,
        **watched,
        **{name: tensor.grad for name, tensor in direct.items()},
    }


def adaptation_fixture(c, batch, tries=8):
    errors = [
        max(float32_error(lambda dtype: adaptation_case(c, batch, inside, salt, dtype)) for inside in (False, True))
        for salt in range(tries)
    ]
    salt = int(np.argmin(errors))
    print(c.resolution, "adaptation", salt, f"{errors[salt]:.1e}")
    modes = {}
    for mode in ("after", "inside"):
        out = adaptation_case(c, batch, mode == "inside", salt)
        modes[mode] = {name: describe(name, t) for name, t in out.items()}
    return {"config": c.json(), "labels": labels_of(c, batch), "latents": f"latents {salt}", "modes": modes}


STRENGTH = 0.5


def orthogonal(w):
    """2·(W·Wᵀ ∘ (1 − I))·W over the rows of a weight: the gradient of the soft orthogonality of Brock et al."""
    m = w.detach().reshape(w.shape[0], -1)
    return STRENGTH * (2 * (m @ m.t() * (1 - torch.eye(len(m), dtype=m.dtype))) @ m).reshape(w.shape)


def watch(state, names):
    """Gradients as the optimizer is given them: every weight but the table of class vectors regularised."""
    regularised = [n for n in names if n.endswith(".weight") and n != "shared.weight"]
    return {n: state[n].grad + (orthogonal(state[n]) if n in regularised else 0) for n in names}


def adversarial_case(c, batch, salt, dtype=torch.float64):
    """One step of the discriminator and one of the generator, each from the same weights: losses and gradients."""
    gradients = {n for n, s in {**generator_shapes(c), **discriminator_shapes(c)}.items() if n.rsplit(".", 1)[-1] in ("weight", "bias", "gain", "gamma")}
    g = double(weights(generator_shapes(c), "G."), gradients, dtype)
    d = double(weights(discriminator_shapes(c), "D."), gradients, dtype)
    labels = torch.tensor(labels_of(c, batch))
    real = normal("real", (batch, 3, c.resolution, c.resolution)).mul(0.5).to(dtype)
    z = normal(f"latents {salt}", (2, batch, c.latent)).to(dtype)
    with torch.no_grad():
        fake = generate(Net(g, True), c, z[0], F.embedding(labels, g["shared.weight"]))
    logits = discriminate(Net(d, True), c, torch.cat([fake, real]), torch.cat([labels, labels]))
    on_fake, on_real = logits.split(batch)
    loss_d = F.relu(1 - on_real).mean() + F.relu(1 + on_fake).mean()
    loss_d.backward()
    out = {"D loss": loss_d.detach()[None]}
    watched = ["blocks.0.0.conv1.weight", "blocks.1.0.conv1.weight", "blocks.2.0.conv2.bias", "linear.weight", "embed.weight"]
    out |= {f"D {n}": t for n, t in watch(d, watched).items()}
    images = generate(Net(g, True), c, z[1], F.embedding(labels, g["shared.weight"]))
    loss_g = -discriminate(Net(d, True), c, images, labels).mean()
    loss_g.backward()
    out["G loss"] = loss_g.detach()[None]
    watched = ["blocks.1.0.conv1.weight", "shared.weight", "linear.bias", "blocks.0.0.bn1.gain.weight", "output_layer.0.gain", "output_layer.2.weight"]
    out |= {f"G {n}": t for n, t in watch(g, watched).items()}
    # Both have run twice in training mode.
    moved = ["blocks.1.0.conv2.u0", "linear.u0", "blocks.1.0.bn2.stored_mean", "output_layer.0.stored_var"]
    out |= {f"G {n}": g[n] for n in moved}
    return out | {f"D {n}": d[n] for n in ("blocks.1.0.conv1.u0", "embed.u0")}


def adversarial_fixture(c, batch, tries=8):
    errors = [float32_error(lambda dtype: adversarial_case(c, batch, salt, dtype)) for salt in range(tries)]
    salt = int(np.argmin(errors))
    print(c.resolution, "adversarial", salt, f"{errors[salt]:.1e}")
    out = adversarial_case(c, batch, salt)
    case = {name: describe(name, t) for name, t in out.items()}
    return {"config": c.json(), "labels": labels_of(c, batch), "latents": f"latents {salt}", "strength": STRENGTH, "tensors": case}


def count(shapes):
    """Parameters as the authors count them: everything but spectral vectors and statistics."""
    return sum(math.prod(s) for n, s in shapes.items() if n.rsplit(".", 1)[-1] not in ("u0", "sv0", "stored_mean", "stored_var"))


def layout(c):
    shapes = generator_shapes(c)
    factors = sum(s[0] + s[1] + s[2] * s[3] for s in shapes.values() if len(s) == 4)
    return {"parameters": count(shapes), "factorsPerRank": factors, "discriminator": count(discriminator_shapes(c))}


def write(file, content):
    file.parent.mkdir(exist_ok=True)
    made_by = {"torch": torch.__version__.split("+")[0]}
    file.write_text(json.dumps({"madeBy": made_by, **content}, separators=(",", ":")) + "\n")
    print(file.name, file.stat().st_size, "bytes")


SMALL = [
    (Config(32, 8, 7, 12, 5, []), 3),
    (Config(64, 8, 5, 20, 6, [32]), 2),
    (Config(128, 8, 4, 24, 8, [64]), 2),
]

def networks():
    full = Config(128, 96, 1000, 120, 128, [64])
    write(
        PACKAGES / "backbones/src/biggan/__fixtures__/biggan.json",
        {
            "full": layout(full),
            "names": {n: list(s) for n, s in generator_shapes(SMALL[1][0]).items()},
            "discriminatorNames": {n: list(s) for n, s in discriminator_shapes(SMALL[1][0]).items()},
            "generators": [generator_fixture(c, batch) for c, batch in SMALL],
            "discriminators": [discriminator_fixture(c, batch) for c, batch in SMALL],
        },
    )


def adaptation():
    cases = [adaptation_fixture(c, batch) for c, batch in SMALL[:2]]
    write(PACKAGES / "generation/src/__fixtures__/adaptation.json", {"cases": cases})


def adversarial():
    # Small: each unit near ReLU's kink falls on either side by rounding, and two correct programs then disagree.
    cases = [adversarial_fixture(c, 3) for c in (SMALL[0][0], Config(32, 4, 5, 12, 6, [16]))]
    write(PACKAGES / "generation/src/__fixtures__/adversarial.json", {"cases": cases})


def checkpoint():
    """A checkpoint as the authors' releases are: torch.save of before 1.6."""
    file = PACKAGES / "generation/src/node/__fixtures__/checkpoint/G_ema.pth"
    file.parent.mkdir(parents=True, exist_ok=True)
    c = Config(32, 2, 3, 12, 5, [])
    torch.save(weights(generator_shapes(c)), file, _use_new_zipfile_serialization=False)
    print(file.name, file.stat().st_size, "bytes")
    out = generator_case(c, 2, False, 0)
    write(file.parent / "images.json", {"labels": labels_of(c, 2), "images": describe("images", out["images"])})


if __name__ == "__main__":
    torch.set_num_threads(2)
    for part in sys.argv[1:] or ["networks", "adaptation", "adversarial", "checkpoint"]:
        {f.__name__: f for f in (networks, adaptation, adversarial, checkpoint)}[part]()
