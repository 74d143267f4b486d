"""Names and shapes of real networks for the import of weights: `python weight_names.py` rewrites the fixture.

`accepted`: a digest of what torchvision saves for each ResNet; timm's plain ResNets must save the same.
`refused`: the first names and shapes of timm's and torchvision's networks that are something else.
Written with torchvision 0.29 and timm 1.0.31; networks are built with random weights, nothing is downloaded.
"""

import hashlib
import json
from pathlib import Path

import timm
import torchvision

FIXTURE = Path(__file__).resolve().parents[2] / "packages/backbones/src/weights/__fixtures__/weight-names.json"
PLAIN = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
TIMM = [
    "resnet18d", "resnet10t", "resnet50c", "resnetaa50d", "resnetrs50", "seresnet18", "legacy_seresnet18",
    "ecaresnetlight", "skresnet18", "resnest14d", "resnext50_32x4d", "wide_resnet50_2", "res2net50_26w_4s",
    "resnet50_gn", "resnetv2_18", "resnetv2_50x1_bit", "nf_resnet26", "resnet50_clip", "resnet33ts", "tresnet_m",
    "vit_tiny_patch16_224", "swin_tiny_patch4_window7_224", "convnext_atto", "efficientnet_b0",
    "mobilenetv3_small_100", "vgg11", "densenet121", "regnety_002", "resnet26",
]
TORCHVISION = ["mobilenet_v2", "googlenet", "alexnet"]
FIRST = 48


def shapes(net):
    return {key: "x".join(map(str, value.shape)) for key, value in net.state_dict().items()}


def torchvision_shapes(name):
    return shapes(getattr(torchvision.models, name)(**({"init_weights": False} if name == "googlenet" else {})))


def digest(found):
    text = "".join(sorted(f"{key} {shape}\n" for key, shape in found.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def first(found):
    return dict(list(found.items())[:FIRST])


if __name__ == "__main__":
    accepted = {}
    for name in PLAIN:
        found = torchvision_shapes(name)
        assert list(found.items()) == list(shapes(timm.create_model(name)).items()), name
        accepted[name] = {"tensors": len(found), "sha256": digest(found)}
    refused = {f"timm/{name}": first(shapes(timm.create_model(name))) for name in TIMM}
    refused |= {f"torchvision/{name}": first(torchvision_shapes(name)) for name in TORCHVISION}
    made_by = {"torchvision": torchvision.__version__.split("+")[0], "timm": timm.__version__}
    content = {"madeBy": made_by, "accepted": accepted, "refused": refused}
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(FIXTURE.stat().st_size, "bytes")
