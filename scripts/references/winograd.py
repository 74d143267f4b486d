"""Prints what F(4x4, 3x3) loses in single precision with several sets of points, against double precision.

    python scripts/references/winograd.py

The matrices are Toom-Cook's, interpolation's divisors with the kernel: row j of G is [1, p, p^2] / prod_k (p_j - p_k), row j of B^T
the coefficients of prod_k (x - p_k) without k = j, column j of A^T the powers of p_j; the last of each is for infinity.
"""

from fractions import Fraction

import numpy as np

TILES, INPUTS, OUTPUTS = 400, 256, 32
SETS = [
    ["0", "1", "-1", "2", "-2"],
    ["0", "1", "-1", "1/2", "-1/2"],
    ["0", "1", "-1", "1/2", "-2"],
    ["0", "1/2", "-1/2", "3/2", "-3/2"],
    ["0", "5/8", "-5/8", "5/4", "-5/4"],
    ["0", "2/3", "-2/3", "4/3", "-4/3"],
    ["0", "3/4", "-3/4", "3/2", "-3/2"],
]


def coefficients(roots):
    """Of prod (x - root), the constant first."""
    result = [Fraction(1)]
    for root in roots:
        result = [Fraction(0), *result]
        for i in range(len(result) - 1):
            result[i] -= root * result[i + 1]
    return result


def matrices(points):
    divisors = [np.prod([p - q for q in points if q != p]) for p in points]
    output = [[p**i for p in points] + [Fraction(int(i == 3))] for i in range(4)]
    kernel = [[p**i / d for i in range(3)] for p, d in zip(points, divisors)] + [[0, 0, 1]]
    image = [coefficients([q for q in points if q != p]) + [Fraction(0)] for p in points]
    image.append(coefficients(points))
    return [np.array([[float(v) for v in row] for row in m]) for m in (output, kernel, image)]


def both(matrix, tiles):
    """matrix · tile · matrix^T over the last two axes, in single precision."""
    m = matrix.astype(np.float32)
    return np.matmul(np.matmul(m, tiles), m.T).astype(np.float32)


def direct(image, kernel):
    result = np.zeros((TILES, OUTPUTS, 4, 4), image.dtype)
    for p in range(3):
        for q in range(3):
            result += np.einsum("tcij,kc->tkij", image[:, :, p : p + 4, q : q + 4], kernel[:, :, p, q], optimize=True)
    return result


def main():
    random = np.random.default_rng(0)
    image = np.maximum(random.standard_normal((TILES, INPUTS, 6, 6)), 0).astype(np.float32)
    kernel = (random.standard_normal((OUTPUTS, INPUTS, 3, 3)) / np.sqrt(9 * INPUTS)).astype(np.float32)
    exact = direct(image.astype(np.float64), kernel.astype(np.float64))

    def say(name, result):
        error = result - exact
        spread = np.sqrt((exact**2).mean())
        print(f"{name:32} {np.sqrt((error**2).mean()) / spread:.2e} of the spread, at most {np.abs(error).max() / np.abs(exact).max():.2e} of the largest")

    say("direct", direct(image, kernel))
    for names in SETS:
        output, toward, back = matrices([Fraction(name) for name in names])
        v, u = both(back, image), both(toward, kernel)
        products = np.einsum("tcij,kcij->tkij", v, u, optimize=True)
        say(", ".join([*names, "inf"]), both(output, products))


main()
