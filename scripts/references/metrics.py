"""Writes packages/metrics/src/__fixtures__/accuracy.json: top-k accuracy and confusion as scikit-learn computes them.

    python scripts/references/metrics.py

Distinct logits are judged by scikit-learn. Equal ones are judged by NumPy's stable sort from high to low,
because scikit-learn ranks equal scores from the highest class index down and argmax from the lowest up.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import confusion_matrix, top_k_accuracy_score

CLASSES = 7
KS = [1, 2, 5, 7, 9]
TARGET = Path(__file__).parents[2] / "packages/metrics/src/__fixtures__/accuracy.json"


def with_sklearn(logits, labels):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # k >= classes warns that the score is perfect by definition
        top = {k: 100 * top_k_accuracy_score(labels, logits, k=k, labels=np.arange(CLASSES)) for k in KS}
    return top, confusion_matrix(labels, logits.argmax(1), labels=np.arange(CLASSES))


def with_stable_sort(logits, labels):
    order = np.argsort(-logits, axis=1, kind="stable")
    top = {k: 100 * float(np.mean([label in row[:k] for label, row in zip(labels, order)])) for k in KS}
    return top, confusion_matrix(labels, order[:, 0], labels=np.arange(CLASSES))


def case(logits, labels, judge):
    top, confusion = judge(logits, labels)
    per_class = 100 * np.diag(confusion) / confusion.sum(1)
    return {
        "logits": logits.ravel().tolist(),
        "labels": labels.tolist(),
        "top": {str(k): float(v) for k, v in top.items()},
        "confusion": confusion.ravel().tolist(),
        "perClass": per_class.tolist(),
    }


def main():
    rng = np.random.default_rng(20240607)
    labels = np.concatenate([np.arange(CLASSES), rng.integers(0, CLASSES, 83)])
    distinct = np.stack([rng.permutation(4001)[:CLASSES] / 250 - 8 for _ in labels]).astype(np.float32)
    distinct[np.arange(len(labels)), labels] += np.float32(3.0005)
    tied = rng.integers(-1, 2, (len(labels), CLASSES)).astype(np.float32)
    cases = {"distinct": case(distinct, labels, with_sklearn), "tied": case(tied, labels, with_stable_sort)}
    assert all(len(set(row)) == CLASSES for row in distinct)
    meta = {"by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "classes": CLASSES, "topK": KS}
    TARGET.write_text(json.dumps({**meta, **cases}) + "\n")


if __name__ == "__main__":
    main()
