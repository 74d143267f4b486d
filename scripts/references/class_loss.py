"""Writes packages/tasks/src/__fixtures__/class-loss.json: PyTorch's cross entropy with what recipes may change of it.

    python scripts/references/class_loss.py

Label smoothing, weights of classes and mixed images (probabilities as targets), each alone and together, with the
gradient of the logits; and scikit-learn's balanced weights. Written with PyTorch 2.15 and scikit-learn 1.7.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight

TARGET = Path(__file__).parents[2] / "packages/tasks/src/__fixtures__/class-loss.json"
CLASSES = 4
LABELS = [0, 3, 1, 1, 2]
WEIGHTS = [0.5, 2.0, 1.0, 3.25]


def case(name, logits, smoothing=0.0, weights=None, share=None):
    x = torch.tensor(logits, requires_grad=True)
    labels = torch.tensor(LABELS)
    target = labels
    mixed = None
    if share is not None:
        hot = F.one_hot(labels, CLASSES).float()
        target = hot * share + hot.roll(1, 0) * (1 - share)
        mixed = [float(v) for v in target.ravel()]
    weight = None if weights is None else torch.tensor(weights)
    loss = torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing)(x, target)
    loss.backward()
    return {
        "name": name,
        "labelSmoothing": smoothing,
        "classWeights": weights,
        "mixed": mixed,
        "loss": float(loss.detach()),
        "gradient": [float(v) for v in x.grad.ravel()],
    }


def main():
    logits = np.random.default_rng(4).normal(0, 3, (len(LABELS), CLASSES)).astype(np.float32)
    labels = [0] * 7 + [1] * 2 + [3] * 11
    balanced = compute_class_weight("balanced", classes=np.array([0, 1, 3]), y=np.array(labels))
    content = {
        "torch": torch.__version__.split("+")[0],
        "logits": [float(v) for v in logits.ravel()],
        "labels": LABELS,
        "cases": [
            case("nothing", logits),
            case("label smoothing", logits, smoothing=0.1),
            case("class weights", logits, weights=WEIGHTS),
            case("class weights and label smoothing", logits, smoothing=0.2, weights=WEIGHTS),
            case("mixed images", logits, share=0.3),
            case("mixed images and label smoothing", logits, smoothing=0.1, share=0.75),
            case("mixed images, class weights and label smoothing", logits, 0.1, WEIGHTS, 0.3),
        ],
        "balanced": {"labels": labels, "present": [0, 1, 3], "weights": balanced.tolist()},
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
