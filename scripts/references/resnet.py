"""Reference numbers of torchvision's ResNets for packages/backbones: `python resnet.py` rewrites the fixtures.

Everything is computed in float64 from float32 weights (formula.py), so that the fixture holds the exact answer;
`float32Error` says how far torchvision's own float32 run is from it. Takes a minute and a half on two cores.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from formula import sample_indices, tensor, values

FIXTURES = Path(__file__).resolve().parents[2] / "packages/backbones/src/resnet/__fixtures__"
STAGES = ["layer1", "layer2", "layer3", "layer4"]
SAMPLES = 48


def build(name, output_stride=32):
    make = getattr(torchvision.models, name)
    if name in ("resnet18", "resnet34"):
        net = make()
        # DeepLab's ResNet-18: a stage beyond the output stride keeps its size, all its 3x3 convolutions dilated.
        for stage, natural in (("layer3", 16), ("layer4", 32)):
            if natural <= output_stride:
                continue
            dilation = natural // output_stride
            for conv in getattr(net, stage).modules():
                if not isinstance(conv, torch.nn.Conv2d):
                    continue
                conv.stride = (1, 1)
                if conv.kernel_size == (3, 3):
                    conv.dilation = conv.padding = (dilation, dilation)
    else:
        net = make(replace_stride_with_dilation=[False, output_stride <= 8, output_stride <= 16])
    state = net.state_dict()
    for key, value in state.items():
        if not key.endswith("num_batches_tracked"):
            state[key] = torch.from_numpy(tensor(key, tuple(value.shape)))
    net.load_state_dict(state)
    return net


class Kinks:
    """The smallest distance from a kink in a run: of a ReLU's input from zero, of a pool's two largest values.

    Relative to the tensor's deviation. Nearer than rounding, two correct programs give different gradients.
    """

    def __init__(self, net):
        self.margin = float("inf")
        for module in net.modules():
            if isinstance(module, torch.nn.ReLU):
                module.register_forward_pre_hook(lambda _, x: self.note(x[0].detach().abs(), x[0]))
            elif isinstance(module, torch.nn.MaxPool2d):
                module.register_forward_pre_hook(lambda _, x: self.pool(x[0].detach()))

    def pool(self, x):
        windows = torch.nn.functional.unfold(x.flatten(0, 1)[:, None], 3, padding=1, stride=2)
        first, second = windows.topk(2, dim=1).values.unbind(1)
        self.note((first - second)[first > 0], x)

    def note(self, gaps, x):
        self.margin = min(self.margin, (gaps.min() / x.detach().std()).item())


def run(net, mode, image, dtype):
    net = net.to(dtype).train(mode == "train")
    start = {k: v.clone() for k, v in net.state_dict().items()}
    x = torch.from_numpy(image).to(dtype).requires_grad_()
    y = net.maxpool(net.relu(net.bn1(net.conv1(x))))
    out = {}
    for stage in STAGES:
        y = getattr(net, stage)(y)
        out[stage] = y
    pooled = net.avgpool(y).flatten(1)
    out["pooled"] = pooled
    weight = torch.from_numpy(values("gradient", pooled.numel()).reshape(pooled.shape)).to(dtype)
    (pooled * weight).sum().backward()
    out["inputGradient"] = x.grad
    if mode == "train":
        for part in ("running_mean", "running_var"):
            out[f"layer4.1.bn2.{part}"] = net.state_dict()[f"layer4.1.bn2.{part}"].clone()
    net.load_state_dict(start)
    return {k: v.detach().to(torch.float64).numpy() for k, v in out.items()}


def picture(salt, batch, size):
    """Uniform noise of deviation 1, NCHW, float32."""
    noise = values(f"input {salt}", batch * 3 * size * size) * np.sqrt(3)
    return noise.astype(np.float32).reshape(batch, 3, size, size)


def far_from_kinks(net, modes, batch, size, tries):
    """The picture, of `tries`, whose run keeps the largest distance from every kink."""
    margins = []
    kinks = Kinks(net)
    for salt in range(tries):
        kinks.margin = float("inf")
        for mode in modes:
            run(net, mode, picture(salt, batch, size), torch.float64)
        margins.append(kinks.margin)
    return int(np.argmax(margins)), max(margins)


def digits(x):
    return float(f"{x:.9g}")


def describe(name, exact, single):
    flat = exact.reshape(-1)
    indices = sample_indices(name, flat.size, SAMPLES)
    return {
        "shape": list(exact.shape),
        "mean": digits(flat.mean()),
        "std": digits(flat.std()),
        "maximum": digits(np.abs(flat).max()),
        "float32Error": float(f"{np.abs(single - exact).max() / np.abs(flat).max():.2g}"),
        "samples": [digits(v) for v in flat[indices]],
    }


def fixture(name, size, *, modes=("eval", "train"), output_stride=32, batch=4, tries=12):
    net = build(name, output_stride)
    salt, margin = far_from_kinks(net, modes, batch, size, tries)
    image = picture(salt, batch, size)
    cases = {}
    for mode in modes:
        single = run(net, mode, image, torch.float32)
        exact = run(net, mode, image, torch.float64)
        described = {key: describe(key, exact[key], single[key]) for key in exact}
        errors = {key: value["float32Error"] for key, value in described.items()}
        print(name, size, output_stride, mode, f"{margin:.1e}", errors, file=sys.stderr)
        # Farther than this, a unit of torchvision's own float32 run fell on the other side of a kink.
        cases[mode] = {key: value for key, value in described.items() if value["float32Error"] < 1e-5}
    about = {"backbone": name, "input": f"input {salt}", "size": size, "batch": batch, "outputStride": output_stride}
    return {**about, "modes": cases}


def write(file, content):
    FIXTURES.mkdir(exist_ok=True)
    made_by = {"torch": torch.__version__.split("+")[0], "torchvision": torchvision.__version__.split("+")[0]}
    text = json.dumps({"madeBy": made_by, **content}, separators=(",", ":"))
    (FIXTURES / file).write_text(text + "\n")


def layout(name):
    state = {k: list(v.shape) for k, v in getattr(torchvision.models, name)().state_dict().items()}
    own = {k: v for k, v in state.items() if not k.startswith("fc.") and not k.endswith("num_batches_tracked")}
    text = "".join(f"{k} {'x'.join(map(str, v))}\n" for k, v in sorted(own.items()))
    digest = {"tensors": len(own), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    affine = {k: v for k, v in own.items() if "running" not in k}
    counts = {
        "parameters": sum(int(np.prod(v)) for v in affine.values()),
        "batchNorm": sum(v[0] for v in affine.values() if len(v) == 1),
        "factorsPerRank": sum(v[0] + v[1] + v[2] * v[3] for v in affine.values() if len(v) == 4),
    }
    names = {"names": own} if name in ("resnet18", "resnet50") else {}
    return {**counts, **digest, **names}


if __name__ == "__main__":
    torch.set_num_threads(2)
    torch.manual_seed(0)
    write("layouts.json", {"backbones": {
        name: layout(name) for name in ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")}})
    for name in ("resnet18", "resnet34", "resnet50"):
        write(f"{name}.json", fixture(name, 64))
        if name == "resnet34":
            continue
        for stride in (16, 8):
            write(f"{name}-stride{stride}.json", fixture(name, 64, modes=("eval",), output_stride=stride, batch=2))
        write(f"{name}-224.json", fixture(name, 224, modes=("eval",), batch=1, tries=24))
