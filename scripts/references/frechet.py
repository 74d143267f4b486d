"""Writes packages/metrics/src/__fixtures__/frechet.json: Fréchet distances as SciPy's matrix square root gives them.

    python scripts/references/frechet.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.linalg import sqrtm

TARGET = Path(__file__).parents[2] / "packages/metrics/src/__fixtures__/frechet.json"


def distance(a, b):
    c1, c2 = np.cov(a, rowvar=False).reshape(a.shape[1], -1), np.cov(b, rowvar=False).reshape(a.shape[1], -1)
    apart = np.sum((a.mean(0) - b.mean(0)) ** 2)
    return float(apart + np.trace(c1 + c2 - 2 * np.real(sqrtm(c1 @ c2))))


def main():
    rng = np.random.default_rng(11)
    mixed = rng.normal(size=(5, 5))
    cases = {
        "apart": (rng.normal(size=(40, 5)), rng.normal(size=(30, 5)) @ mixed + 0.5),
        "near": (rng.normal(size=(60, 5)), rng.normal(size=(60, 5))),
        "one number": (rng.normal(size=(20, 1)), 2 * rng.normal(size=(25, 1)) + 1),
    }
    written = {
        name: {
            "size": a.shape[1],
            "real": np.round(a, 6).ravel().tolist(),
            "made": np.round(b, 6).ravel().tolist(),
            "distance": distance(np.round(a, 6), np.round(b, 6)),
        }
        for name, (a, b) in cases.items()
    }
    TARGET.write_text(json.dumps(written) + "\n")


if __name__ == "__main__":
    main()
