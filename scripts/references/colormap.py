"""Writes packages/report/src/matrix/__fixtures__/viridis.json: matplotlib's viridis, 256 colours of three bytes.

    python scripts/references/colormap.py

Written with matplotlib 3.11.2. The map is dedicated to the public domain (CC0) by its authors, S. van der Walt
and N. Smith.
"""

import json
from pathlib import Path

import matplotlib

TARGET = Path(__file__).parents[2] / "packages/report/src/matrix/__fixtures__/viridis.json"

table = [[round(255 * part) for part in color] for color in matplotlib.colormaps["viridis"].colors]
TARGET.parent.mkdir(exist_ok=True)
TARGET.write_text(json.dumps({"matplotlib": matplotlib.__version__, "viridis": table}, separators=(",", ":")) + "\n")
