"""Adapters as PEFT and LyCORIS write them, for packages/exchange: `python lora.py` rewrites the fixtures.

peft 0.21.2, lycoris-lora 4.1.3, torch 2.15.0, tensorly 0.10.0, numpy 2.4. Weights and images come from formula.py.
"""

import json
import logging
import math
import shutil
import tempfile
from pathlib import Path

import numpy as np
import tensorly
import torch
from formula import values
from lycoris import LycorisNetwork, create_lycoris
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from tensorly.decomposition import parafac
from torch import nn

FIXTURES = Path(__file__).resolve().parents[2] / "packages/exchange/src/__fixtures__"
CLASSES, SIZE = 3, 32


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class SmallResNet(nn.Module):
    """resnet10-small, in torchvision's names."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        widths = [16, 16, 32, 64, 128]
        for n in range(1, 5):
            block = Block(widths[n - 1], widths[n], 1 if n == 1 else 2)
            setattr(self, f"layer{n}", nn.Sequential(block))
        self.fc = nn.Linear(128, CLASSES)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        for n in range(1, 5):
            x = getattr(self, f"layer{n}")(x)
        return self.fc(x.mean((2, 3)))


def weight(name, shape):
    """A weight from its name: Kaiming-uniform kernels, batch norms that have left their initial values."""
    v = values(name, math.prod(shape))
    if len(shape) > 1:
        v = v * math.sqrt(6 / math.prod(shape[1:]))
    elif name.endswith((".weight", ".running_var")):
        v = 1 + 0.5 * v
    else:
        v = 0.2 * v
    return torch.from_numpy(v.reshape(shape).astype(np.float32))


def filled(module):
    """The module with weights from their names."""
    for name, value in module.state_dict().items():
        if value.dtype == torch.float32:
            value.copy_(weight(name, tuple(value.shape)))
    return module.eval()


def moved(module, scale, wanted):
    """Gives what was trained values of its own."""
    for name, value in [*module.named_parameters(), *module.named_buffers()]:
        if wanted(name) and value.dtype == torch.float32:
            noise = values(f"trained {name}", math.prod(value.shape)).reshape(tuple(value.shape))
            value.data.copy_(value.data + scale * torch.from_numpy(noise).float())


def images():
    noise = values("input of lora", 2 * 3 * SIZE * SIZE) * np.sqrt(3)
    return torch.from_numpy(noise.astype(np.float32).reshape(2, 3, SIZE, SIZE))


def logits(net):
    with torch.no_grad():
        return [float(f"{value:.9g}") for value in net(images()).flatten().tolist()]


def peft():
    config = LoraConfig(
        r=2, lora_alpha=3, use_rslora=True, lora_dropout=0.1,
        target_modules=["conv1", "conv2", "downsample.0"],
        rank_pattern={"layer1.0.conv1": 1, r"^conv1": 3}, alpha_pattern={"layer2.0.conv2": 5, r"^conv1": 1},
        modules_to_save=["fc", "bn1"])
    net = get_peft_model(filled(SmallResNet()), config).eval()
    moved(net, 0.1, lambda name: "lora_" in name or "modules_to_save" in name)
    with tempfile.TemporaryDirectory() as folder:
        net.save_pretrained(folder)
        for name in ("adapter_config.json", "adapter_model.safetensors"):
            shutil.copy(Path(folder) / name, FIXTURES / f"peft-{name}")
    return logits(net)


def lycoris(use_tucker):
    net = filled(SmallResNet())
    LycorisNetwork.apply_preset({"target_name": ["conv1", "layer*.conv*", "layer*.downsample.0"]})
    network = create_lycoris(net, 1.0, linear_dim=2, linear_alpha=1, conv_dim=2, conv_alpha=3, algo="lora",
                             use_tucker=use_tucker, preset=preset())
    network.apply_to()
    moved(network, 0.2, lambda name: ".lora_" in name)
    state = {key: value.detach().clone().contiguous() for key, value in network.state_dict().items()
             if not key.startswith("loras.")}
    save_file(state, FIXTURES / f"lycoris-{'tucker' if use_tucker else 'locon'}.safetensors", {"format": "pt"})
    return logits(net.eval())


def preset():
    file = Path(tempfile.gettempdir()) / "convolutions.toml"
    file.write_text('enable_conv = true\ntarget_module = ["SmallResNet", "Block", "Sequential"]\nexclude_name = ["fc"]\n')
    return str(file)


def cp(name, shape, lora_rank, rank):
    """The best of several CP fits of tensorly to a LoRA's ΔW of random factors, from its SVD and from random starts."""
    outputs, inputs, size = shape
    up = values(f"{name} up", outputs * lora_rank).reshape(outputs, lora_rank)
    down = values(f"{name} down", lora_rank * inputs * size).reshape(lora_rank, inputs * size)
    delta = (up @ down).reshape(shape)
    errors = []
    for init, seed in [("svd", 0), *(("random", seed) for seed in range(4))]:
        fit = parafac(delta, rank, init=init, random_state=seed, n_iter_max=500, tol=1e-9, normalize_factors=False)
        errors.append(np.linalg.norm(delta - tensorly.cp_to_tensor(fit)) / np.linalg.norm(delta))
    return {"name": name, "shape": shape, "loraRank": lora_rank, "rank": rank,
            "best": float(f"{min(errors):.6g}"), "median": float(f"{np.median(errors):.6g}")}


if __name__ == "__main__":
    logging.disable()
    torch.set_num_threads(2)
    FIXTURES.mkdir(exist_ok=True)
    fits = [cp("a", (12, 8, 9), 2, 2), cp("b", (12, 8, 9), 2, 6), cp("c", (24, 16, 9), 4, 4), cp("d", (8, 3, 49), 3, 5),
            cp("e", (16, 10, 1), 6, 3)]
    content = {
        "madeBy": "peft 0.21.2, lycoris-lora 4.1.3, torch 2.15.0, tensorly 0.10.0",
        "size": SIZE, "classes": CLASSES,
        "logits": {"base": logits(filled(SmallResNet())), "peft": peft(),
                   "locon": lycoris(False), "tucker": lycoris(True)},
        "fits": fits,
    }
    (FIXTURES / "lora.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
