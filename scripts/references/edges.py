"""Writes packages/metrics/src/__fixtures__/{edges,thinning}.json: the parts of odsF as SciPy and scikit-image do them.

    python scripts/references/edges.py                       # the independent reference
    python scripts/references/edges.py --published=LIBRARY   # also edges-published.json

The independent reference takes smoothing and interpolation from scipy.ndimage (float64), thinning from
skimage.morphology.thin and the matching from scipy.sparse.csgraph.maximum_flow, every threshold on its
own. LIBRARY is a shared library around the published C++ (pdollar's convConst, gradientMex and edgesNmsMex, and
matchEdgeMaps of the Berkeley benchmark with its CSA solver) with the C functions declared in `Published` below; only
the numbers it gives are kept. Predictions are made here from a seed and stored as 8-bit maps.
"""

import argparse
import base64
import ctypes
import hashlib
import json
import zlib
from pathlib import Path

import numpy as np
import scipy
import skimage
from scipy import ndimage
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow
from scipy.spatial import cKDTree
from skimage.morphology import thin

FIXTURES = Path(__file__).parents[2] / "packages/metrics/src/__fixtures__"
THRESHOLDS = np.array([0.001, *(np.arange(1, 100) / 100), 0.999]).astype(np.float32)


def pack(array):
    """Bytes of an array, zlib, base64."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 9)).decode()


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


# --- what is predicted -------------------------------------------------------------------------------------------


def smooth_noise(rng, height, width, sigma):
    noise = ndimage.gaussian_filter(rng.standard_normal((height, width)), sigma, mode="wrap")
    return noise / noise.std()


def scene(seed, height, width, regions, noise):
    """A map of regions with wavy borders, and a prediction of the borders: displaced, uneven, blurred, noisy."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width].astype(float)
    seeds = rng.uniform((0, 0), (height, width), (regions, 2))

    def labels(shift):
        warped = np.stack([y + shift * smooth_noise(rng, height, width, 12), x + shift * smooth_noise(rng, height, width, 12)], -1)
        return cKDTree(seeds).query(warped)[1].reshape(height, width)

    def border(map_):
        edge = np.zeros((height, width), bool)
        edge[:, :-1] |= map_[:, :-1] != map_[:, 1:]
        edge[:-1] |= map_[:-1] != map_[1:]
        return edge

    truth = border(labels(3.0))
    seen = border(labels(3.0)) * np.clip(0.6 + 0.5 * smooth_noise(rng, height, width, 20), 0, 1)
    soft = 2.5 * ndimage.gaussian_filter(seen, 1.2) + noise * np.clip(smooth_noise(rng, height, width, 2) - 1.4, 0, 2)
    prediction = np.floor(255 * np.clip(soft, 0, 1) + 0.5).astype(np.uint8)
    return prediction, np.where(thin(truth), 255, 0).astype(np.uint8)


def straight(height, width):
    """Exactly horizontal and vertical bars: the second derivatives vanish along them."""
    prediction = np.zeros((height, width), np.uint8)
    prediction[12:15, 8:60] = np.array([[90], [200], [90]])
    prediction[20:50, 30:33] = np.array([[70, 255, 70]])
    prediction[30, 40:80] = 128
    prediction[36:44, 60:70] = 255
    truth = np.zeros((height, width), np.uint8)
    truth[14, 8:60] = 255
    truth[20:50, 31] = 255
    truth[33, 40:80] = 255
    return prediction, truth


def cases():
    yield "regions", 0.02, *scene(1, 96, 128, 14, 0.2)
    yield "noisy", 0.03, *scene(2, 90, 121, 30, 0.6)
    yield "straight", 0.03, *straight(64, 97)
    yield "full size", 0.011, *scene(3, 425, 560, 50, 0.08)


# --- the independent reference -----------------------------------------------------------------------------------


def gradient(map_, axis):
    return np.gradient(map_, axis=axis)


def suppress(map_):
    """Non-maximum suppression in float64; the sign of a vanishing derivative is the one of exact arithmetic."""
    triangle = np.array([1, 2, 3, 4, 5, 4, 3, 2, 1]) / 25
    smooth = map_.astype(np.float64)
    for axis in (1, 0):
        smooth = ndimage.convolve1d(smooth, triangle, axis=axis, mode="reflect")
    dy = gradient(smooth, 0)
    dxx, dxy, dyy = gradient(gradient(smooth, 1), 1), gradient(dy, 1), gradient(dy, 0)
    angle = np.arctan(dyy * np.sign(-dxy) / (dxx + 1e-5)) % np.pi
    height, width = map_.shape
    y, x = np.mgrid[:height, :width].astype(float)
    out = map_.astype(np.float64)
    for d in (-1, 1):
        at = [np.clip(y + d * np.sin(angle), 0, height - 1.001), np.clip(x + d * np.cos(angle), 0, width - 1.001)]
        out[1.01 * map_ < ndimage.map_coordinates(map_.astype(np.float64), at, order=1)] = 0
    ramp = np.array([0, 0.2, 0.4, 0.6, 0.8])
    out[:, :5] *= ramp
    out[:, -5:] *= ramp[::-1]
    out[:5] *= ramp[:, None]
    out[-5:] *= ramp[::-1, None]
    return out.astype(np.float32)


def contours(labels):
    """Where a pixel differs from the one to the right, below or right below; thinned."""
    labels = labels.astype(int)
    edge = np.zeros(labels.shape, bool)
    edge[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    edge[:-1] |= labels[:-1] != labels[1:]
    edge[:-1, :-1] |= labels[:-1, :-1] != labels[1:, 1:]
    edge[-1, -1] = False
    return thin(edge)


def match(a, b, distance):
    """How many pixels of a and b can be paired one to one within the distance."""
    pa, pb = np.argwhere(a), np.argwhere(b)
    if len(pa) == 0 or len(pb) == 0:
        return 0
    pairs = cKDTree(pa).sparse_distance_matrix(cKDTree(pb), distance + 1e-9, output_type="coo_matrix")
    source, sink = len(pa) + len(pb), len(pa) + len(pb) + 1
    start = np.concatenate([pairs.row, np.full(len(pa), source), len(pa) + np.arange(len(pb))])
    end = np.concatenate([len(pa) + pairs.col, np.arange(len(pa)), np.full(len(pb), sink)])
    network = csr_matrix((np.ones(len(start), np.int32), (start, end)), (sink + 1, sink + 1))
    # Not maximum_bipartite_matching: on some of these graphs SciPy 1.17's does not come to an end.
    return int(maximum_flow(network, source, sink, method="dinic").flow_value)


def sweep(strength, edges, distance):
    matched, predicted = [], []
    for t in THRESHOLDS:
        thinned = thin(strength > t)
        predicted.append(int(thinned.sum()))
        matched.append(match(thinned, edges, distance))
    return {"matched": matched, "predicted": predicted, "truth": int(edges.sum())}


# --- the published programs --------------------------------------------------------------------------------------


class Published:
    """void c_convTri(float *I, float *O, int h, int w, int r); void c_grad2(float *I, float *Gx, float *Gy, int h, int w);
    void c_nms(float *E, float *O, float *out, int h, int w) with r = 1, s = 5, m = 1.01;
    double c_corr(double *a, double *b, int h, int w, double maxDist, double outlierCost, double *ma, double *mb).
    Matrices column by column, as MATLAB keeps them."""

    def __init__(self, path):
        self.lib = ctypes.CDLL(path)

    def call(self, name, arrays, *rest):
        getattr(self.lib, name)(*(a.ctypes.data_as(ctypes.c_void_p) for a in arrays), *rest)

    def gradient(self, map_):
        h, w = map_.shape
        gx, gy = np.zeros((w, h), np.float32), np.zeros((w, h), np.float32)
        self.call("c_grad2", [np.ascontiguousarray(map_.T), gx, gy], h, w)
        return gx.T, gy.T

    def suppress(self, map_):
        h, w = map_.shape
        smooth = np.zeros((w, h), np.float32)
        self.call("c_convTri", [np.ascontiguousarray(map_.T), smooth], h, w, 4)
        dx, dy = self.gradient(smooth.T)
        dxx = self.gradient(dx)[0]
        dxy, dyy = self.gradient(dy)
        angle = np.mod(np.arctan(dyy * np.sign(-dxy) / (dxx + np.float32(1e-5))), np.float32(np.pi)).astype(np.float32)
        out = np.zeros((w, h), np.float32)
        self.call("c_nms", [np.ascontiguousarray(map_.T), np.ascontiguousarray(angle.T), out], h, w)
        return smooth.T, out.T

    def sweep(self, strength, edges, max_dist):
        h, w = strength.shape
        counts = {"matchedPrediction": [], "matchedTruth": []}
        last = (None, None)
        for t in THRESHOLDS:
            thinned = thin(strength > t)
            if last[0] is not None and (last[0] == thinned).all():
                pair = last[1]
            else:
                a, b = np.ascontiguousarray(thinned.T, np.float64), np.ascontiguousarray(edges.T, np.float64)
                ma, mb = np.zeros((w, h)), np.zeros((w, h))
                matches = [m.ctypes.data_as(ctypes.c_void_p) for m in (ma, mb)]
                self.call("c_corr", [a, b], h, w, ctypes.c_double(max_dist), ctypes.c_double(100), *matches)
                pair = (int((ma > 0).sum()), int((mb > 0).sum()))
            last = (thinned, pair)
            counts["matchedPrediction"].append(pair[0])
            counts["matchedTruth"].append(pair[1])
        return counts


# --- thinning ----------------------------------------------------------------------------------------------------


def thinning_cases():
    rng = np.random.default_rng(11)
    shapes = {}
    for density in (0.2, 0.5, 0.8, 0.95):
        shapes[f"random {density}"] = rng.random((31, 37)) < density
    blobs = ndimage.gaussian_filter(rng.standard_normal((80, 90)), 4)
    shapes["blobs"] = blobs > 0
    shapes["full"] = np.ones((24, 33), bool)
    shapes["empty"] = np.zeros((9, 7), bool)
    shapes["one pixel"] = np.ones((1, 1), bool)
    shapes["one row"] = np.ones((1, 12), bool)
    shapes["two columns"] = np.ones((14, 2), bool)
    shapes["frame"] = np.pad(np.zeros((12, 12), bool), 5, constant_values=True)
    shapes["disc"] = np.hypot(*np.mgrid[-20:21, -20:21]) < 18.3
    shapes["cross"] = np.zeros((25, 25), bool)
    shapes["cross"][10:14] = shapes["cross"][:, 9:12] = True
    return [
        {"name": name, "height": m.shape[0], "width": m.shape[1], "map": pack(m.astype(np.uint8)), "thin": pack(thin(m).astype(np.uint8))}
        for name, m in shapes.items()
    ]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--published")
    library = options.parse_args().published
    published = Published(library) if library else None
    own, theirs = [], []
    for name, max_dist, prediction, truth in cases():
        height, width = prediction.shape
        distance = max_dist * np.hypot(height, width)
        map_ = (prediction / np.float32(255)).astype(np.float32)
        edges = contours(truth)
        own.append({
            "name": name, "height": height, "width": width, "maxDist": max_dist,
            "prediction": pack(prediction), "truth": pack(truth), "contours": digest(edges.astype(np.uint8)),
            "reference": sweep(suppress(map_), edges, distance),
        })
        if published:
            smooth, strength = published.suppress(map_)
            own_sweep = sweep(strength, edges, distance)
            theirs.append({
                "name": name,
                "smooth": digest(smooth), "suppressed": digest(strength),
                "reference": own_sweep,
                **published.sweep(strength, edges, max_dist),
            })
        print(name, "done", flush=True)
    by = f"scipy {scipy.__version__}, scikit-image {skimage.__version__}, numpy {np.__version__}"
    (FIXTURES / "edges.json").write_text(json.dumps({"by": by, "cases": own}) + "\n")
    (FIXTURES / "thinning.json").write_text(json.dumps({"by": by, "cases": thinning_cases()}) + "\n")
    if published:
        by = "pdollar/toolbox and pdollar/edges (edgesNms), Berkeley benchmark (correspondPixels), thinning by scikit-image"
        (FIXTURES / "edges-published.json").write_text(json.dumps({"by": by, "cases": theirs}) + "\n")


if __name__ == "__main__":
    main()
