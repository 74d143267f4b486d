"""Writes packages/datasets/src/layouts/__fixtures__: small samples of published data sets, true to their layouts.

    python scripts/references/layouts.py

Made with SciPy 1.17.1, Pillow 13.0.0, NumPy 2.4.6. Annotations are written as the originals are (MATLAB 5 files by SciPy,
struct arrays with the originals' fields, text lists), the images are made up. `expected.json` has for every split the
images in order with their label from 0 and the SHA-256 of the RGB pixels that Pillow reads, cut to the box.
"""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import scipy.io
from PIL import Image

TARGET = Path(__file__).resolve().parents[2] / "packages/datasets/src/layouts/__fixtures__"


def picture(path, seed, width=24, height=18):
    """A picture of a few smooth patches: small as JPEG, different for every seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = np.random.default_rng(seed).integers(0, 256, (3, 4, 3), dtype=np.uint8)
    image = Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR)
    image.save(path, **({"quality": 80} if path.suffix == ".jpg" else {}))


def digest(path, box=None):
    image = Image.open(path).convert("RGB")
    image = image.crop(box) if box else image
    return {"size": list(image.size), "sha256": hashlib.sha256(image.tobytes()).hexdigest()}


def entry(root, path, label, box=None):
    return {"path": path, "label": label, **digest(root / path, box)}


def save_mat(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    scipy.io.savemat(path, values, do_compression=True)
    data = bytearray(path.read_bytes())
    data[:116] = b"MATLAB 5.0 MAT-file, Platform: GLNX86, written for tests".ljust(116)
    path.write_bytes(data)


def flowers(root):
    """Ten images; the ids of the splits are not in order, and the test split is the largest."""
    labels = [77, 77, 1, 1, 102, 102, 5, 5, 5, 1]
    splits = {"trnid": [8, 2, 5], "valid": [3, 6], "tstid": [1, 4, 7, 9, 10]}
    for i in range(len(labels)):
        picture(root / f"jpg/image_{i + 1:05d}.jpg", 100 + i)
    save_mat(root / "imagelabels.mat", {"labels": np.array([labels], dtype=np.uint8)})
    save_mat(root / "setid.mat", {k: np.array([v], dtype=np.uint16) for k, v in splits.items()})

    def entries(ids):
        return [entry(root, f"jpg/image_{i:05d}.jpg", labels[i - 1] - 1) for i in ids]

    return {
        "train": entries(sorted(splits["trnid"] + splits["valid"])),
        "test": entries(splits["tstid"]),
        "separate": {"train": entries(splits["trnid"]), "val": entries(splits["valid"])},
    }


CARS = ["AM General Hummer SUV 2000", "Acura RL Sedan 2012", "Ram C/V Cargo Van Minivan 2012"]


def cars(root):
    """Boxes count from 1 and include their last pixel; one fills its image."""
    rows = {
        "train": [(3, 2, 20, 15, 3), (1, 1, 24, 18, 1), (5, 5, 5, 9, 2), (2, 3, 24, 18, 2), (4, 4, 12, 17, 1)],
        "test": [(2, 2, 23, 17, 2), (1, 3, 10, 12, 3), (6, 1, 24, 16, 1)],
    }
    fields = ["bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "fname"]
    expected = {}
    for split, boxes in rows.items():
        annotations = np.zeros((1, len(boxes)), dtype=[(name, object) for name in fields])
        expected[split] = []
        for i, (x1, y1, x2, y2, label) in enumerate(boxes):
            name = f"{i + 1:05d}.jpg"
            picture(root / f"cars_{split}" / name, (200 if split == "train" else 250) + i)
            annotations[0, i] = (*(np.uint16(v) for v in (x1, y1, x2, y2)), np.uint8(label), name)
            expected[split].append(entry(root, f"cars_{split}/{name}", label - 1, (x1 - 1, y1 - 1, x2, y2)))
        if split == "train":
            save_mat(root / "devkit/cars_train_annos.mat", {"annotations": annotations})
        else:
            save_mat(root / "cars_test_annos_withlabels.mat", {"annotations": annotations})
            bare = np.zeros(annotations.shape, dtype=[(name, object) for name in fields if name != "class"])
            for name in bare.dtype.names:
                bare[name] = annotations[name]
            save_mat(root / "devkit/cars_test_annos.mat", {"annotations": bare})
    names = np.empty((1, len(CARS)), dtype=object)
    names[0, :] = CARS
    save_mat(root / "devkit/cars_meta.mat", {"class_names": names})
    return expected


def cub(root):
    classes = ["001.Black_footed_Albatross", "002.Laysan_Albatross", "003.Sooty_Albatross"]
    rows = [(i + 1, i % 3 + 1, int(i not in (3, 5, 7)), (2.0 + i, 1.0 + i % 4, 12.0, 10.0 + i % 5)) for i in range(9)]
    # The last box sticks out by the pixel that rounding explains.
    rows[8] = (9, 3, 1, (13.0, 5.0, 12.0, 13.0))
    lists = {name: [] for name in ["images", "classes", "image_class_labels", "train_test_split", "bounding_boxes"]}
    lists["classes"] = [f"{i + 1} {name}" for i, name in enumerate(classes)]
    expected = {"train": [], "test": []}
    for i, label, training, (x, y, w, h) in rows:
        path = f"{classes[label - 1]}/{classes[label - 1][4:]}_{i:04d}_{1000 + i}.jpg"
        picture(root / "images" / path, 300 + i)
        lists["images"].append(f"{i} {path}")
        lists["image_class_labels"].append(f"{i} {label}")
        lists["train_test_split"].append(f"{i} {training}")
        lists["bounding_boxes"].append(f"{i} {x} {y} {w} {h}")
        box = (int(x), int(y), min(int(x + w), 24), min(int(y + h), 18))
        expected["train" if training else "test"].append(entry(root, f"images/{path}", label - 1, box))
    for name, lines in lists.items():
        (root / f"{name}.txt").write_text("\n".join(lines) + "\n")
    return expected


def sketch(root):
    """No split is published: the whole set is expected, by class."""
    classes = ["airplane", "alarm clock", "wrist-watch"]
    for c, name in enumerate(classes):
        for i in range(5):
            picture(root / "png" / name / f"{c * 80 + i + 1}.png", 400 + 10 * c + i, 12, 12)
    return {name: [f"png/{name}/{c * 80 + i + 1}.png" for i in range(5)] for c, name in enumerate(classes)}


def domainnet(root):
    """Three classes of 345 in two domains; painting's training list lacks one, clipart's lists are in no order."""
    classes = {0: "aircraft_carrier", 1: "airplane", 2: "The_Eiffel_Tower"}
    lists = {
        "clipart": {"train": [2, 0, 1, 0], "test": [1, 2]},
        "painting": {"train": [0, 2, 2], "test": [1, 0]},
    }
    expected = {}
    for d, (domain, splits) in enumerate(lists.items()):
        expected[domain] = {}
        for s, (split, labels) in enumerate(splits.items()):
            lines = []
            for i, label in enumerate(labels):
                path = f"{domain}/{classes[label]}/{domain}_{label + 1:03d}_{10 * s + i:06d}.jpg"
                picture(root / path, 500 + 100 * d + 10 * s + i)
                lines.append((path, label))
            (root / f"{domain}_{split}.txt").write_text("".join(f"{path} {label}\n" for path, label in lines))
            expected[domain][split] = [entry(root, path, label) for path, label in lines]
    return expected


def main():
    shutil.rmtree(TARGET, ignore_errors=True)
    sets = {f.__name__: f(TARGET / f.__name__) for f in (flowers, cars, cub, sketch, domainnet)}
    (TARGET / "expected.json").write_text(json.dumps(sets) + "\n")


if __name__ == "__main__":
    main()
