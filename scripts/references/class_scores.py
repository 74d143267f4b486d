"""Writes packages/metrics/src/__fixtures__/class-scores.json: precision, recall and IoU of every class as scikit-learn
computes them, and the calibration error of torchmetrics.

    python scripts/references/class_scores.py

Versions are in the file. Labels and logits are drawn so that some classes are never predicted and some never true: there
scikit-learn divides by zero, which is null in the file.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
import torch
import torchmetrics
from sklearn.metrics import confusion_matrix, jaccard_score, precision_score, recall_score
from torchmetrics.functional.classification import multiclass_calibration_error

TARGET = Path(__file__).parents[2] / "packages/metrics/src/__fixtures__/class-scores.json"


def percent(values):
    return [None if np.isnan(value) else 100 * float(value) for value in values]


def case(labels, predictions, classes):
    names = np.arange(classes)
    how = {"labels": names, "average": None, "zero_division": np.nan}
    confusion = confusion_matrix(labels, predictions, labels=names)
    union = confusion.sum(0) + confusion.sum(1) - np.diag(confusion)
    jaccard = jaccard_score(labels, predictions, labels=names, average=None, zero_division=0)
    return {
        "classes": classes,
        "confusion": confusion.ravel().tolist(),
        "precision": percent(precision_score(labels, predictions, **how)),
        "recall": percent(recall_score(labels, predictions, **how)),
        # jaccard_score has no NaN for a class that is neither true nor predicted.
        "iou": percent(np.where(union > 0, jaccard, np.nan)),
        "support": confusion.sum(1).tolist(),
    }


def calibration(rng):
    classes, count = 6, 240
    labels = rng.integers(0, classes, count)
    logits = rng.normal(0, 1.5, (count, classes)).astype(np.float32)
    logits[np.arange(count), labels] += rng.uniform(-1, 4, count).astype(np.float32)
    given = torch.from_numpy(logits).softmax(1), torch.from_numpy(labels)
    assert float(given[0].max()) < 1
    results = [
        {
            "bins": bins,
            "ece": float(multiclass_calibration_error(*given, num_classes=classes, n_bins=bins, norm="l1")),
            "mce": float(multiclass_calibration_error(*given, num_classes=classes, n_bins=bins, norm="max")),
        }
        for bins in (1, 10, 15)
    ]
    return {"classes": classes, "labels": labels.tolist(), "logits": logits.ravel().tolist(), "results": results}


def main():
    rng = np.random.default_rng(20261128)
    dense = rng.integers(0, 5, 200)
    noisy = np.where(rng.random(200) < 0.7, dense, rng.integers(0, 5, 200))
    # Class 3 is never true, class 4 never predicted, class 5 neither.
    sparse, guessed = rng.integers(0, 5, 90), rng.integers(0, 4, 90)
    sparse[sparse == 3] = 4
    cases = [case(dense, noisy, 5), case(sparse, guessed, 6)]
    by = f"scikit-learn {sklearn.__version__}, torchmetrics {torchmetrics.__version__}, torch {torch.__version__}"
    TARGET.write_text(json.dumps({"by": by, "cases": cases, "calibration": calibration(rng)}) + "\n")


if __name__ == "__main__":
    main()
