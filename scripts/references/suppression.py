"""Writes packages/metrics/src/__fixtures__/suppression.json: non-maximum suppression by the published programs.

    python scripts/references/suppression.py LIBRARY FUSED

LIBRARY is the shared library that edges.py describes, of convTri, gradient2 and edgesNms, compiled as MATLAB's mex
compiles for x86-64: SSE2, hence every product and every sum rounded on its own (-O2 -ffp-contract=off). FUSED is the same
source compiled for a processor with fused multiply-add (-O3 -march=native), which rounds the two at once. Only numbers
are kept: a digest of the first one's maps, and how many pixels the second one suppresses otherwise.

The maps are of whole numbers, so that both sides have the same to the bit.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from edges import Published

FIXTURE = Path(__file__).parents[2] / "packages/metrics/src/__fixtures__/suppression.json"
SIZES = [(480, 640), (425, 560), (481, 639), (33, 1000), (11, 13)]


def ridges(height, width, bits):
    """Waves of lines that cross, over a multiplicative hash's noise; 2^bits - 1 is 1."""
    y, x = np.mgrid[:height, :width].astype(np.int64)
    largest = 2**bits - 1
    wave = np.minimum((x * x // 64 + 3 * y) % 101, (2 * x + y * y // 48 + 31) % 89)
    noise = ((x * 73856093 + y * 19349663) & 0xFFFFFFFF) * 2654435761 % 2**32 // 2**24
    level = np.maximum(0, 4096 - 512 * wave) + 2 * noise
    return (np.minimum(level, 4096) * largest // 4096).astype(np.float32) / np.float32(largest)


def main():
    library, fused = (Published(path) for path in sys.argv[1:3])
    cases = []
    for height, width in SIZES:
        for bits in (8, 16):
            map_ = ridges(height, width, bits)
            suppressed = np.ascontiguousarray(library.suppress(map_)[1])
            cases.append({
                "height": height, "width": width, "bits": bits,
                "suppressed": hashlib.sha256(suppressed.tobytes()).hexdigest(),
                "kept": int((suppressed > 0).sum()),
                "otherwiseIfFused": int((suppressed != fused.suppress(map_)[1]).sum()),
            })
            print(cases[-1])
    FIXTURE.write_text(json.dumps({"by": "pdollar/toolbox and pdollar/edges, SSE2", "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
