"""Measures how many pairs the published matcher of edge pixels misses, by size of map; docs/method.md has the figures.

    python scripts/references/edge_matcher.py LIBRARY

LIBRARY is the shared library that edges.py describes, of which only `c_corr` (Berkeley's correspondPixels) is called.
The maps are edges.py's scenes, suppressed and thinned, at four thresholds and NYUD's distance; the largest number of
pairs is SciPy's. Measured with SciPy 1.18 and scikit-image 0.26.
"""

import ctypes
import sys

import edges
import numpy as np
from skimage.morphology import thin

MAX_DIST = 0.011


def published(library, a, b):
    height, width = a.shape
    arrays = [np.ascontiguousarray(m.T, np.float64) for m in (a, b)] + [np.zeros((width, height)) for _ in range(2)]
    pointers = [m.ctypes.data_as(ctypes.c_void_p) for m in arrays]
    cost = [ctypes.c_double(MAX_DIST), ctypes.c_double(100)]
    library.c_corr(*pointers[:2], height, width, *cost, *pointers[2:])
    return int((arrays[2] > 0).sum())


def main():
    library = ctypes.CDLL(sys.argv[1])
    for height, width, maps in [(77, 101, 60), (128, 160, 40), (240, 320, 20), (425, 560, 4)]:
        pairs, found, worst_pairs, worst_f = 0, 0, 0.0, 0.0
        for seed in range(100, 100 + maps):
            prediction, labels = edges.scene(seed, height, width, max(6, height * width // 4000), 0.3)
            strength = edges.suppress((prediction / np.float32(255)).astype(np.float32))
            truth = edges.contours(labels)
            for threshold in (0.05, 0.2, 0.4, 0.6):
                predicted = thin(strength > threshold)
                largest = edges.match(predicted, truth, MAX_DIST * np.hypot(height, width))
                theirs = published(library, predicted, truth)
                pairs, found = pairs + largest, found + theirs
                worst_pairs = max(worst_pairs, (largest - theirs) / max(1, largest))
                worst_f = max(worst_f, 2 * (largest - theirs) / max(1, predicted.sum() + truth.sum()))
        print(f"{height}x{width}: at worst {worst_pairs:.2%} of pairs, F {worst_f:.4f}; of all {1 - found / pairs:.3%}")


if __name__ == "__main__":
    main()
