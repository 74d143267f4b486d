"""Writes packages/datasets/src/nyud/__fixtures__: small files in NYUD's three published forms, and what they hold.

Usage: python scripts/references/nyud.py   (numpy, scipy, h5py, Pillow)
Made with NumPy 2.4.6, SciPy 1.17.1, h5py 3.16.0, Pillow 12. The pictures come from formulas. `expected.json` has what
the Python libraries read from the files, by the conventions of each packaging, and normals fitted to depth by
numpy.linalg.lstsq.
"""

import json
import pathlib
import shutil

import h5py
import numpy as np
import scipy.io
from PIL import Image

root = pathlib.Path(__file__).resolve().parents[2] / "packages/datasets/src/nyud/__fixtures__"
HEIGHT, WIDTH = 12, 16


def scene(seed):
    """A floor and a wall seen from 1.4 m above the floor, with a box in front: image, labels, normals, depth, edges."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    focal = 14.0
    v = (y - 5.5) / focal
    floor = np.where(v > 0.02, 1.4 / np.maximum(v, 0.02), 99.0)
    wall = np.full((HEIGHT, WIDTH), 4.0 + seed)
    depth = np.minimum(floor, wall)
    labels = np.where(floor < wall, 2, 1)
    normals = np.where((floor < wall)[..., None], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0])
    box = (x > 5 + seed) & (x < 11) & (y > 4) & (y < 9)
    depth[box], labels[box] = 2.5, 29
    normals[box] = [0.6, 0.0, 0.8]
    labels[0, :3] = 0
    edges = np.zeros((HEIGHT, WIDTH), np.uint8)
    edges[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    edges[:-1] |= labels[:-1] != labels[1:]
    image = np.stack([40 * labels % 256, 30 * x % 256 // 2 + 40, 20 * y + seed], 2).astype(np.uint8)
    return image, labels.astype(np.uint8), normals.astype(np.float32), depth.astype(np.float32), edges


def rcm(folder, ids):
    for name in ["images", "edge", "segmentation", "normals", "depth"]:
        (folder / name).mkdir(parents=True)
    read = {}
    for i, name in enumerate(ids):
        image, labels, normals, depth, edges = scene(i)
        Image.fromarray(image).save(folder / f"images/{name}.jpg", quality=95)
        Image.fromarray(edges * 255).save(folder / f"edge/{name}.png")
        scipy.io.savemat(folder / f"segmentation/{name}.mat", {"segmentation": labels}, do_compression=True)
        codes = np.round((normals + 1) * 127.5).astype(np.uint8)
        Image.fromarray(codes).save(folder / f"normals/{name}.jpg", quality=95, subsampling=0)
        scipy.io.savemat(folder / f"depth/{name}.mat", {"depth": depth}, do_compression=True)
        vectors = 2.0 * np.asarray(Image.open(folder / f"normals/{name}.jpg"), np.float32) / 255 - 1
        read[name] = {
            "image": np.asarray(Image.open(folder / f"images/{name}.jpg")).ravel().tolist(),
            "edge": (np.asarray(Image.open(folder / f"edge/{name}.png")) / 255).astype(int).ravel().tolist(),
            "labels": scipy.io.loadmat(folder / f"segmentation/{name}.mat")["segmentation"].ravel().tolist(),
            "normals": np.round(vectors / np.linalg.norm(vectors, axis=2, keepdims=True), 4).ravel().tolist(),
            "depth": scipy.io.loadmat(folder / f"depth/{name}.mat")["depth"].astype(float).round(6).ravel().tolist(),
        }
    lists(folder, ids)
    return read


def vandenhende(folder, ids):
    for name in ["images", "edge", "segmentation", "normals", "depth"]:
        (folder / name).mkdir(parents=True)
    read = {}
    for i, name in enumerate(ids):
        image, labels, normals, depth, edges = scene(i)
        Image.fromarray(image).save(folder / f"images/{name}.jpg", quality=95)
        np.save(folder / f"edge/{name}.npy", edges.astype(np.float32))
        picture = Image.fromarray(labels)
        if i == 1:
            # Palettes occur too: the index is the label.
            picture = picture.convert("P")
            picture.putdata(labels.ravel().tolist())
            picture.putpalette([(7 * k) % 256 for k in range(768)])
        picture.save(folder / f"segmentation/{name}.png")
        np.save(folder / f"normals/{name}.npy", normals)
        np.save(folder / f"depth/{name}.npy", depth[..., None] if i == 2 else depth)
        ours = labels.astype(int) - 1
        ours[labels == 0] = 255
        read[name] = {
            "edge": edges.ravel().tolist(),
            "labels": ours.ravel().tolist(),
            "normals": np.round(normals, 4).ravel().tolist(),
            "depth": np.round(depth.astype(float), 6).ravel().tolist(),
        }
    lists(folder, ids)
    return read


def lists(folder, ids):
    (folder / "gt_sets").mkdir()
    (folder / "gt_sets/train.txt").write_text("".join(f"{name}\n" for name in ids[:-1]))
    (folder / "gt_sets/val.txt").write_text(f"{ids[-1]}\n")


def fitted_normals(depth, fx, fy, cx, cy):
    """The plane through each 7 x 7 window in inverse depth, by lstsq; x right, y up, z towards the camera."""
    height, width = depth.shape
    out = np.zeros((height, width, 3))
    for y in range(height):
        for x in range(width):
            rows, values = [], []
            for j in range(max(y - 3, 0), min(y + 4, height)):
                for i in range(max(x - 3, 0), min(x + 4, width)):
                    if abs(1 / depth[j, i] - 1 / depth[y, x]) <= 0.05 / depth[y, x]:
                        rows.append([(i - cx) / fx, (j - cy) / fy, 1])
                        values.append(1 / depth[j, i])
            if len(rows) < 6 or np.linalg.matrix_rank(np.array(rows), tol=1e-9) < 3:
                continue
            a, b, c = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0]
            out[y, x] = np.array([-a, b, c]) / np.linalg.norm([a, b, c])
    return out


def labeled(folder):
    folder.mkdir()
    scenes = [scene(i) for i in range(3)]
    mapping = np.array([(7 * k) % 40 + 1 for k in range(894)], np.uint8)
    raws = [np.where(labels == 0, 0, labels.astype(np.uint16) * 20) for _, labels, *_ in scenes]
    rng = np.random.default_rng(0)
    depths = [(depth + rng.normal(0, 0.002, depth.shape)).astype(np.float32) for *_, depth, _ in scenes]
    instances = [(labels > 0).astype(np.uint8) for _, labels, *_ in scenes]
    instances[0][6:9, 8:11] += 1
    path = folder / "nyu_depth_v2_labeled.mat"
    # MATLAB 7.3: HDF5 behind a user block of 512 bytes, dimensions reversed, arrays in compressed chunks.
    with h5py.File(path, "w", userblock_size=512) as file:
        file.create_dataset("images", data=np.stack([s[0] for s in scenes]).transpose(0, 3, 2, 1), compression="gzip")
        file.create_dataset("depths", data=np.stack(depths).transpose(0, 2, 1), compression="gzip")
        file.create_dataset("labels", data=np.stack(raws).astype(np.uint16).transpose(0, 2, 1), compression="gzip")
        file.create_dataset("instances", data=np.stack(instances).transpose(0, 2, 1), compression="gzip")
    with open(path, "r+b") as file:
        header = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, HDF5 schema 1.00 ."
        file.write(header.ljust(124) + b"\x00\x02IM")
    scipy.io.savemat(folder / "classMapping40.mat", {"mapClass": mapping[None]})
    scipy.io.savemat(folder / "splits.mat", {"trainNdxs": np.array([[3], [1]], np.uint16), "testNdxs": np.array([[2]], np.uint16)})
    (folder / "normals").mkdir()
    for i, (_, _, normals, _, _) in enumerate(scenes):
        Image.fromarray(np.round((normals + 1) * 127.5).astype(np.uint8)).save(folder / f"normals/{i:04d}.png")
    k = WIDTH / 640
    camera = [518.85790117 * k, 519.46961112 * k, 325.58244941 * k, 253.73616633 * k]
    return [
        {
            "image": image.ravel().tolist(),
            "depth": np.round(depth.astype(float), 6).ravel().tolist(),
            "labels": np.where(raw == 0, 0, mapping[np.maximum(raw, 1).astype(int) - 1]).ravel().tolist(),
            "normals": np.round(fitted_normals(depth.astype(np.float64), *camera), 5).ravel().tolist(),
        }
        for (image, *_), raw, depth in zip(scenes, raws, depths)
    ]


shutil.rmtree(root, ignore_errors=True)
names = ["0001", "0002", "0005"]
expected = {"rcm": rcm(root / "rcm", names), "vandenhende": vandenhende(root / "vandenhende", names), "labeled": labeled(root / "labeled")}
(root / "expected.json").write_text(json.dumps(expected))
