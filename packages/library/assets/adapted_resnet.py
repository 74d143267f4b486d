"""One frozen ResNet, any number of FTN adapters over it: W_t = W + Σ_r b_r ⊗ a_r ⊗ s_r.

    model = AdaptedResNet("resnet18.pth")
    model.load("runs/flowers", "flowers")
    model.load("runs/birds", "birds")
    model.use("birds")
    logits = model("robin.jpg")               # 1×classes, in the order of model.labels

Needs torch, safetensors and Pillow. The network is built from the names and shapes of the weights, which are
torchvision's; images are prepared by the numbers in adapter.json. As a program it prints a line of JSON for each
photograph and adapter: python adapted_resnet.py photo.jpg
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image, ImageOps
from safetensors.torch import load_file

# What the program loads unless told otherwise; paths are relative to this file.
WEIGHTS = None
ADAPTERS = {}


def read_weights(file):
    """A ResNet's own tensors by torchvision's names, float32: nested dicts and prefixes are undone, heads left out."""
    if Path(file).suffix == ".safetensors":
        tensors = load_file(file)
    else:
        tensors = torch.load(file, map_location="cpu", weights_only=True)
        while tensors and not any(torch.is_tensor(value) for value in tensors.values()):
            tensors = next((value for value in tensors.values() if isinstance(value, dict)), {})
    first = next((name for name in tensors if name.endswith("conv1.weight") and "layer" not in name), None)
    if first is None:
        raise ValueError(f"{file}: expected a ResNet in torchvision's names, got no conv1.weight")
    prefix = first.removesuffix("conv1.weight")
    own = {name.removeprefix(prefix): value.float() for name, value in tensors.items() if name.startswith(prefix)}
    return {name: own[name] for name in own if name.startswith(("conv1.", "bn1.", "layer")) and "num_batches" not in name}


def hash_tensors(tensors):
    """What adapter.json names a network by: the sha256 over names, types, shapes and bytes, in the order of names."""
    lines = []
    for name, value in sorted(tensors.items()):
        digest = hashlib.sha256(value.contiguous().numpy().tobytes()).hexdigest()
        lines.append(json.dumps([name, "float32", list(value.shape), digest], separators=(",", ":")) + "\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def adapt(base, parts):
    """The weights of a domain, and the residual blocks it skips, from its stored tensors by name."""
    weights, skipped = dict(base), set()
    for name, value in parts.items():
        layer, _, part = name.rpartition(".")
        kernel = base.get(f"{layer}.weight")
        if part == "b":  # ΔW[o, i, k] = Σ_r b[o, r] a[i, r] s[k, r]; separable, s[(y, x), r] = h[y, r] v[x, r]
            space = parts.get(f"{layer}.s")
            if space is None:
                space = torch.einsum("yr,xr->yxr", parts[f"{layer}.h"], parts[f"{layer}.v"]).flatten(0, 1)
            delta = torch.einsum("or,ir,kr->oik", value, parts[f"{layer}.a"], space)
            weights[f"{layer}.weight"] = kernel + delta.reshape(kernel.shape)
        elif part == "residual":
            weights[f"{layer}.weight"] = kernel + value
        elif part == "logits":
            selected = parts.get(f"{layer}.selected")
            if not (value[0] >= value[1] if selected is None else selected[0] == 1):
                skipped.add(layer)
        elif name in base or name in ("fc.weight", "fc.bias"):
            weights[name] = value
        elif part not in ("a", "s", "h", "v", "selected"):
            raise ValueError(f"unknown tensor '{name}': expected an adapter over a ResNet with a linear head")
    return weights, skipped


def resnet(weights, skipped, x):
    """Logits of normalised images, N×3×H×W; depth, blocks and stem follow from the names and shapes of the weights."""

    def conv(name, x, stride=1):
        kernel = weights[f"{name}.weight"]
        return F.conv2d(x, kernel, stride=stride, padding=kernel.shape[-1] // 2)

    def norm(name, x):
        mean, variance, scale, offset = (
            weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return F.batch_norm(x, mean, variance, scale, offset)

    def block(name, x, stride):
        skip = x
        if f"{name}.downsample.0.weight" in weights:
            skip = norm(f"{name}.downsample.1", conv(f"{name}.downsample.0", x, stride))
        if name in skipped:
            return F.relu(skip)
        # The stride is on the first 3×3: the first convolution of a basic block, the second of a bottleneck.
        depth = 3 if f"{name}.conv3.weight" in weights else 2
        for i in range(1, depth + 1):
            x = norm(f"{name}.bn{i}", conv(f"{name}.conv{i}", x, stride if i == depth - 1 else 1))
            x = F.relu(x) if i < depth else F.relu(x + skip)
        return x

    x = F.relu(norm("bn1", conv("conv1", x, 2)))
    if weights["conv1.weight"].shape[-1] == 7:
        x = F.max_pool2d(x, 3, 2, 1)
    for stage in range(1, 5):
        i = 0
        while f"layer{stage}.{i}.conv1.weight" in weights:
            x = block(f"layer{stage}.{i}", x, 2 if stage > 1 and i == 0 else 1)
            i += 1
    return F.linear(x.mean((2, 3)), weights["fc.weight"], weights["fc.bias"])


def prepare(photo, told):
    """A photograph (a path or an image of Pillow) as float32, 1×3×H×W, by the "input" of adapter.json."""
    image = photo if isinstance(photo, Image.Image) else Image.open(photo)
    if told["decode"]["orientation"] == "exif":
        image = ImageOps.exif_transpose(image)
    if told["decode"]["alpha"] == "white":
        rgba = pixels_of(image.convert("RGBA"), 4).long()
        rgb = (rgba[..., :3] * rgba[..., 3:] + 255 * (255 - rgba[..., 3:])) // 255
        image = Image.frombytes("RGB", image.size, bytes(rgb.flatten().tolist()))
    image = image.convert("RGB")
    pair = lambda size: (size, size) if isinstance(size, int) else tuple(size)
    for step in told["steps"]:
        if step["kind"] == "resize":
            height, width = pair(step["size"])
            image = image.resize((width, height), Image.BILINEAR)
        elif step["kind"] == "resize-shorter":
            short = min(image.size)
            image = image.resize([step["size"] * side // short for side in image.size], Image.BILINEAR)
        elif step["kind"] == "center-crop":
            height, width = pair(step["size"])
            high, wide = max(height - image.height, 0), max(width - image.width, 0)
            image = ImageOps.expand(image, (wide // 2, high // 2, (wide + 1) // 2, (high + 1) // 2))
            top, left = round((image.height - height) / 2), round((image.width - width) / 2)
            image = image.crop((left, top, left + width, top + height))
        elif step["kind"] == "pad":
            image = ImageOps.expand(image, step["padding"], fill=(step.get("fill", 0),) * 3)
        elif step["kind"] == "grayscale":
            image = image.convert("L").convert("RGB")
        elif step["kind"] == "normalize":
            mean, std = torch.tensor(step["mean"]), torch.tensor(step["std"])
            pixels = (pixels_of(image, 3).float() * told["scale"] - mean) / std
        else:
            raise ValueError(f"unknown step '{step['kind']}': export this file again with a newer ftn")
    return pixels.permute(2, 0, 1)[None].contiguous()


def pixels_of(image, channels):
    """The bytes of an image, H×W×channels."""
    return torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).reshape(image.height, image.width, channels)


class AdaptedResNet:
    """A frozen ResNet and the adapters that were loaded; one of them is in use."""

    def __init__(self, weights, device="cpu"):
        """Reads the ResNet's weights (.pth or .safetensors)."""
        base = read_weights(weights)
        self.sha256 = hash_tensors(base)
        self.device = torch.device(device)
        self.base = {name: value.to(self.device) for name, value in base.items()}
        self.adapters = {}
        self.name = None

    def load(self, folder, name=None):
        """Reads an adapter's folder, or its run's, and returns the name it has here; default its domain's."""
        folder = Path(folder)
        folder = folder if (folder / "adapter.json").exists() else folder / "adapter"
        told = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
        file = folder / "adapter.safetensors"
        if told["version"] != 2 or told.get("head", {}).get("kind") != "linear":
            raise ValueError(f"{folder}: expected an adapter of version 2 with a linear head")
        if told["network"]["sha256"] != self.sha256:
            raise ValueError(f"{folder}: expected an adapter over these weights, got one over {told['network']['name']}"
                             f" of sha256 {told['network']['sha256'][:12]}; these are {self.sha256[:12]}")
        if hashlib.sha256(file.read_bytes()).hexdigest() != told["integrity"]["file"]:
            raise ValueError(f"{file}: the tensors do not match adapter.json. Copy the whole folder again")
        parts = {key: value.float().to(self.device) for key, value in load_file(file).items()}
        name = name or told["name"]
        self.adapters[name] = (told, parts)
        if self.name in (None, name):
            self.use(name)
        return name

    def use(self, name):
        """Switches to an adapter: W + ΔW is formed once, here."""
        told, parts = self.adapters[name]
        self.weights, self.skipped = adapt(self.base, parts)
        self.name, self.told = name, told

    @property
    def labels(self):
        """The classes of the adapter in use, in the order of its logits."""
        return self.told["outputs"]

    @torch.no_grad()
    def __call__(self, images):
        """Logits, N×classes, of a path, an image of Pillow, a list of them, or a prepared tensor, N×3×H×W."""
        if not torch.is_tensor(images):
            photos = images if isinstance(images, (list, tuple)) else [images]
            images = torch.cat([prepare(photo, self.told["input"]) for photo in photos])
        return resnet(self.weights, self.skipped, images.to(self.device))


def main():
    parser = argparse.ArgumentParser(description="Classify photographs with adapters over one frozen ResNet.")
    parser.add_argument("photos", nargs="+", metavar="PHOTO")
    parser.add_argument("--weights", default=WEIGHTS and Path(__file__).parent / WEIGHTS, help="the ResNet, .pth or .safetensors")
    parser.add_argument("--adapter", action="append", metavar="FOLDER", help="in place of those that were exported")
    parser.add_argument("--device", default="cpu")
    given = parser.parse_args()
    if given.weights is None:
        parser.error("--weights is missing")
    model = AdaptedResNet(given.weights, given.device)
    folders = {name: Path(__file__).parent / folder for name, folder in ADAPTERS.items()}
    names = [model.load(folder) for folder in given.adapter or []] or [model.load(folders[name], name) for name in folders]
    if not names:
        parser.error("--adapter is missing")
    for name in names:
        model.use(name)
        for photo in given.photos:
            probability, best = model(photo).softmax(1)[0].max(0)
            found = {"image": photo, "adapter": name, "label": model.labels[best], "probability": round(float(probability), 6)}
            print(json.dumps(found))


if __name__ == "__main__":
    main()
