"""Numbers from names: the same pseudo-random values here and in packages/backbones/src/__fixtures__/formula.ts.

value(name, i) is in [-1, 1) and exact in float32: the name's FNV-1a hash, the golden-ratio multiple of i, and
MurmurHash3's 32-bit finaliser, of which the upper 24 bits count. No file of weights has to be kept.
"""

import math

import numpy as np


def seed_of(name: str) -> int:
    h = 0x811C9DC5
    for byte in name.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h


def words(name: str, size: int) -> np.ndarray:
    with np.errstate(over="ignore"):
        h = np.arange(size, dtype=np.uint32) * np.uint32(0x9E3779B9) ^ np.uint32(seed_of(name))
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        return h ^ (h >> np.uint32(16))


def values(name: str, size: int) -> np.ndarray:
    """`size` numbers in [-1, 1), float64 but exact in float32."""
    return (words(name, size) >> np.uint32(8)).astype(np.float64) / 2**23 - 1


def tensor(name: str, shape) -> np.ndarray:
    """Weights of a network by name and shape (OIHW), float32: Kaiming-uniform kernels, mild batch norms.

    Large offsets, a quarter of them negative, and large variances keep nearly all units away from ReLU's kink: there
    float32 and float64 disagree about a gradient, and so do two correct programs.
    """
    v = values(name, math.prod(shape))
    part = name.rsplit(".", 1)[-1]
    if len(shape) == 4:
        v = v * math.sqrt(6 / math.prod(shape[1:]))
    elif part == "weight":
        v = 0.75 + 0.25 * v
    elif part == "running_var":
        v = 16 + 8 * v
    elif part == "running_mean":
        v = 0.2 * v
    elif part == "bias":
        v = np.where(v < -0.5, v - 1.5, np.abs(v) + 2)
    return v.reshape(shape).astype(np.float32)


def sample_indices(name: str, size: int, count: int) -> np.ndarray:
    """Where a tensor is compared: `count` flat indices below `size`."""
    return (words(f"samples of {name}", count).astype(np.float64) / 2**32 * size).astype(np.int64)
