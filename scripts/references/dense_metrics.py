"""Writes packages/metrics/src/__fixtures__/dense-metrics.json: mIoU, normals, depth, PSNR and SSIM by other hands.

    python scripts/references/dense_metrics.py

Segmentation is judged by scikit-learn, SSIM and PSNR by scikit-image, normals and depth by NumPy in float64, each on
the whole data set at once. Random input and the degenerate kind: absent classes, everything ignored, zero normals, one
image, an image without depth.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import skimage
import sklearn
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from sklearn.metrics import accuracy_score, confusion_matrix, jaccard_score

TARGET = Path(__file__).parents[2] / "packages/metrics/src/__fixtures__/dense-metrics.json"
rng = np.random.default_rng(20240611)


def plain(value):
    """JSON has no NaN: null."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, np.float32):
        return float(str(value))  # the shortest decimals that give this float32 again
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value


# --- segmentation ------------------------------------------------------------------------------------------------


def segmentation(name, convention, classes, first, ignore, absent, images):
    truth = np.concatenate([t for t, _ in images])
    prediction = np.concatenate([p for _, p in images])
    valid = ~np.isin(truth, ignore)
    t, p = truth[valid] - first, prediction[valid]
    labels = np.arange(classes)
    if len(t):
        iou = 100 * jaccard_score(t, p, labels=labels, average=None, zero_division=0)
        confusion = confusion_matrix(t, p, labels=labels)
        accuracy = 100 * accuracy_score(t, p)
    else:
        iou, confusion, accuracy = np.zeros(classes), np.zeros((classes, classes), int), np.nan
    present = (confusion.sum(0) + confusion.sum(1)) > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mean over no class
        mean = iou.mean() if absent == "zero" else np.mean(iou[present])
        recall = np.mean((np.diag(confusion) / confusion.sum(1))[confusion.sum(1) > 0]) * 100
    return {
        "name": name, "convention": convention, "mIoU": mean, "iou": iou, "present": present.astype(int), "pixelAccuracy": accuracy,
        "meanAccuracy": recall, "count": int(valid.sum()), "confusion": confusion.ravel() if classes < 10 else None,
        "images": [{"truth": t, "prediction": p} for t, p in images],
    }


def labels_like(truth, classes, wrong, first):
    """A prediction that is right except for a part."""
    shifted = np.clip(truth.astype(int) - first, 0, classes - 1)
    return np.where(rng.random(truth.shape) < wrong, rng.integers(0, classes, truth.shape), shifted)


def segmentations():
    nyud = []
    for _ in range(3):
        truth = rng.choice([*range(0, 33), 36, 255], 400)
        nyud.append(truth)
    yield segmentation("nyud-41", "nyud-41", 41, 0, [255], "zero", [(t, labels_like(t, 41, 0.3, 0)) for t in nyud])
    yield segmentation("nyud-40", "nyud-40", 40, 1, [0, 255], "zero", [(t, labels_like(t, 40, 0.3, 1)) for t in nyud])
    small = {"classes": 5, "firstLabel": 0, "ignore": [9]}
    truth = rng.choice([0, 1, 3, 9], 150)
    one = [(truth, np.where(rng.random(150) < 0.4, rng.choice([0, 1, 3], 150), np.minimum(truth, 3)))]
    for absent in ("zero", "skip"):
        yield segmentation(f"absent classes, {absent}", {**small, "absent": absent}, 5, 0, [9], absent, one)
        ignored = [(np.full(40, 9), rng.integers(0, 5, 40))]
        yield segmentation(f"all ignored, {absent}", {**small, "absent": absent}, 5, 0, [9], absent, ignored)
    perfect = [(np.arange(5), np.arange(5)), (np.arange(5)[::-1], np.arange(5)[::-1])]
    yield segmentation("perfect", {**small, "absent": "zero"}, 5, 0, [9], "zero", perfect)


# --- normals -----------------------------------------------------------------------------------------------------


def unit(v):
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    return np.divide(v, length, out=np.zeros_like(v), where=length > 0)


def normals(name, precision, images):
    angles = []
    for truth, prediction in images:
        t, p = truth.astype(np.float64), unit(prediction.astype(np.float64))
        if precision == "png":
            byte = np.floor(np.clip(255 * (p + 1) / 2, 0, 255) + 0.5)
            zero = (np.linalg.norm(prediction, axis=-1) == 0)[:, None]
            p = np.where(zero, 0, unit(2 * byte / 255 - 1))
        valid = np.linalg.norm(t, axis=-1) != 0
        angles.append(np.degrees(np.arccos(np.clip((p * unit(t)).sum(-1), -1, 1)))[valid])
    a = np.concatenate(angles)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # means of nothing
        result = {
            "mean": a.mean(), "median": np.median(a), "rmse": np.sqrt((a**2).mean()), "count": len(a),
            "under11": 100 * (a < 11.25).mean(), "under22": 100 * (a < 22.5).mean(), "under30": 100 * (a < 30).mean(),
        }
    return {
        "name": name, "precision": precision, **result,
        "images": [{"truth": t.astype(np.float32).ravel(), "prediction": p.astype(np.float32).ravel()} for t, p in images],
    }


def normal_maps(n, spread):
    truth = unit(rng.standard_normal((n, 3))).astype(np.float32)
    truth[rng.random(n) < 0.2] = 0
    prediction = (truth + spread * rng.standard_normal((n, 3))).astype(np.float32)
    return np.round(truth, 3), np.round(3 * prediction, 3)


def all_normals():
    images = [normal_maps(101, 0.4), normal_maps(50, 0.2), (np.zeros((7, 3), np.float32), np.ones((7, 3), np.float32))]
    for precision in ("float", "png"):
        yield normals(f"random, {precision}", precision, images)
        yield normals(f"one image of even size, {precision}", precision, [normal_maps(40, 0.1)])
    yield normals("no valid pixel", "float", images[2:])
    axis = np.array([[0, 0, 1]], np.float32)
    yield normals("exact, opposite and zero", "float", [(axis.repeat(3, 0), np.array([[0, 0, 5], [0, 0, -1], [0, 0, 0]], np.float32))])


# --- depth -------------------------------------------------------------------------------------------------------


def depth(name, images):
    per_image, rcm, pairs = [], [], []
    for truth, prediction in images:
        t, p = truth.astype(np.float64), np.where(prediction <= 0, 1e-9, prediction.astype(np.float64))
        valid = t != 0
        pairs.append((t[valid], p[valid]))
        if valid.any():
            per_image.append(np.sqrt(((t - p)[valid] ** 2).mean()))
        rcm.append(np.sqrt(((np.where(valid, t, 1e-9) - p) ** 2).mean()))
    t, p = (np.concatenate(list(column)) for column in zip(*pairs))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # means of nothing
        ratio = np.maximum(t / p, p / t)
        result = {
            "pooled": np.sqrt(((t - p) ** 2).mean()), "perImage": np.mean(per_image) if per_image else np.nan, "rcm": np.mean(rcm),
            "logRmse": np.sqrt(((np.log(t) - np.log(p)) ** 2).mean()),
            "absolute": np.abs(t - p).mean(), "relative": (np.abs(t - p) / t).mean(),
            "under": [100 * (ratio < 1.25**k).mean() for k in (1, 2, 3)], "count": len(t),
        }
    return {"name": name, **result, "images": [{"truth": t, "prediction": p} for t, p in images]}


def depth_maps(n):
    truth = rng.uniform(0.5, 9, n).astype(np.float32)
    truth[rng.random(n) < 0.15] = 0
    prediction = (truth * rng.uniform(0.6, 1.6, n) + rng.normal(0, 0.2, n)).astype(np.float32)
    return truth, prediction


def depths():
    images = [depth_maps(140), depth_maps(33), depth_maps(80)]
    yield depth("random", images)
    yield depth("one image", images[:1])
    yield depth("an image without depth", [(np.zeros(20, np.float32), rng.uniform(1, 3, 20).astype(np.float32)), images[1]])
    yield depth("no depth at all", [(np.zeros(5, np.float32), np.ones(5, np.float32))])
    yield depth("perfect", [(images[0][0], images[0][0])])


# --- images ------------------------------------------------------------------------------------------------------


def pictures():
    for name, height, width, channels, peak in (
        ("bytes, grey", 19, 24, 1, 255), ("unit, colour", 14, 16, 3, 1.0), ("symmetric", 12, 13, 1, 2.0), ("smallest", 11, 11, 1, 1.0)
    ):
        images = []
        for noise in (0.05, 0.3):
            y, x = np.mgrid[:height, :width, :channels][:2]
            truth = 0.5 + 0.4 * np.sin(x / 3 + y / 5) * np.cos(y / 4)
            prediction = np.clip(truth + noise * rng.standard_normal(truth.shape), 0, 1)
            if peak == 255:
                truth, prediction = (np.round(255 * a).astype(np.uint8) for a in (truth, prediction))
            elif peak == 2:
                truth, prediction = 2 * truth - 1, 2 * prediction - 1
            if peak != 255:
                truth, prediction = (np.round(a, 3).astype(np.float32) for a in (truth, prediction))
            images.append((truth, prediction))
        wide = [(t.astype(np.float64), p.astype(np.float64)) for t, p in images]
        ssim = [
            structural_similarity(t, p, data_range=peak, channel_axis=-1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
            for t, p in wide
        ]
        psnr = [peak_signal_noise_ratio(t, p, data_range=peak) for t, p in wide]
        everything = [np.concatenate([pair[i].ravel() for pair in wide]) for i in (0, 1)]
        yield {
            "name": name, "height": height, "width": width, "channels": channels, "peak": peak, "ssim": np.mean(ssim), "psnr": np.mean(psnr),
            "pooled": peak_signal_noise_ratio(*everything, data_range=peak),
            "images": [{"truth": t.ravel(), "prediction": p.ravel()} for t, p in images],
        }


def main():
    by = f"scikit-learn {sklearn.__version__}, scikit-image {skimage.__version__}, numpy {np.__version__}"
    cases = {"segmentation": list(segmentations()), "normals": list(all_normals()), "depth": list(depths()), "pictures": list(pictures())}
    TARGET.write_text(json.dumps({"by": by, **plain(cases)}) + "\n")


if __name__ == "__main__":
    main()
