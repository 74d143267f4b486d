"""Writes packages/formats/src/__fixtures__: .mat, HDF5 and .npy files by SciPy, h5py and NumPy, and what they hold.

    python scripts/references/formats.py              writes the fixtures
    python scripts/references/formats.py FILE.mat …   prints what SciPy reads from other MATLAB files, as JSON

Made with SciPy 1.17.1, h5py 3.16.0, NumPy 2.4.6. `expected.json` has, for each file, every variable in C order: its
class, shape and numbers (64-bit whole numbers and what JSON lacks as text), texts as rows, cells and structs by value.
SciPy writes no big-endian files, so `big-endian.mat` is made from the little-endian one by swapping its fields, and
SciPy must read the same from both.
"""

import io
import json
import struct
import sys
import warnings
from pathlib import Path

import h5py
import numpy as np
import scipy.io
import scipy.sparse

TARGET = Path(__file__).resolve().parents[2] / "packages/formats/src/__fixtures__"

CLASSES = {
    "float64": "double",
    "float32": "single",
    **{name: name for name in ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]},
}


def number(value):
    if isinstance(value, (np.int64, np.uint64)):
        return str(value)
    value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return {np.inf: "Infinity", -np.inf: "-Infinity"}.get(value, "NaN")
    return value


def numbers(array):
    return [number(v) for v in np.ascontiguousarray(array).reshape(-1)]


def describe(value):
    """What loadmat(mat_dtype=True) or h5py gave for one variable."""
    if scipy.sparse.issparse(value):
        return {"unsupported": "a sparse matrix"}
    if isinstance(value, scipy.io.matlab.MatlabFunction):
        return {"unsupported": "a function handle"}
    if isinstance(value, scipy.io.matlab.MatlabObject):
        return {"unsupported": "an object"}
    if isinstance(value, scipy.io.matlab.MatlabOpaque):
        return {"unsupported": "an object of a class"}
    if value.dtype.names is not None:
        flat = value.reshape(-1)
        return {
            "shape": list(value.shape),
            "struct": {name: [describe(v) for v in flat[name]] for name in value.dtype.names},
        }
    if value.dtype == object:
        # A struct without fields comes out as an array of nothing.
        if value.size and all(v is None for v in value.reshape(-1)):
            return {"shape": list(value.shape), "struct": {}}
        return {"shape": list(value.shape), "cell": [describe(v) for v in value.reshape(-1)]}
    if value.dtype.kind == "U":
        return {"rows": [str(v) for v in value.reshape(-1)]}
    if value.dtype == bool:
        return {"class": "uint8", "logical": True, "shape": list(value.shape), "data": numbers(value.astype(np.uint8))}
    if value.dtype.kind == "c":
        single = value.dtype == np.complex64
        return {
            "class": "single" if single else "double",
            "shape": list(value.shape),
            "data": numbers(value.real),
            "imaginary": numbers(value.imag),
        }
    return {"class": CLASSES[value.dtype.name], "shape": list(value.shape), "data": numbers(value)}


def read(file):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = scipy.io.loadmat(file, mat_dtype=True)
        # With mat_dtype, SciPy drops imaginary parts.
        as_stored = scipy.io.loadmat(file)
    loaded.update({k: v for k, v in as_stored.items() if isinstance(v, np.ndarray) and v.dtype.kind == "c"})
    return {k: describe(v) for k, v in loaded.items() if k not in ("__header__", "__version__", "__globals__")}


def ramp(dtype, *shape):
    count = int(np.prod(shape))
    return (np.arange(count) * 7 % 251).astype(dtype).reshape(shape)


def every_kind():
    records = np.zeros((1, 3), dtype=[("bbox", object), ("name", object), ("score", object)])
    for i in range(3):
        records[0, i] = (np.array([[i, 2.5, 300 + i]]), f"image_{i:05d}.jpg", np.uint8(i))
    cell = np.empty((2, 2), dtype=object)
    cell[0, 0], cell[0, 1], cell[1, 0], cell[1, 1] = "naïve 空", np.zeros((0, 0)), ramp("int16", 2, 3), np.array(["ab", "cd"])
    nested = np.empty((1, 2), dtype=object)
    nested[0, 0], nested[0, 1] = {"inner": cell, "deep": {"deeper": {"deepest": 7.0}}}, "end"
    return {
        "double": np.array([[1.5, -2.0, np.nan], [np.inf, -np.inf, 1e-310]]),
        "small": ramp("float64", 3, 4),
        "single": np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3),
        **{name: np.array([[np.iinfo(name).min, 0, np.iinfo(name).max]], dtype=name) for name in CLASSES if "int" in name},
        "cube": ramp("uint8", 2, 3, 4),
        "four": ramp("float32", 2, 3, 1, 5),
        "logical": np.array([[True, False, True]]),
        "complex": np.array([[1 + 2j, -3.5j]]),
        "text": "a line of text",
        "rows": np.array(["first ", "second"]),
        "empty": np.zeros((0, 3)),
        "nothing": "",
        "scalar": 42.0,
        "records": records,
        "cell": cell,
        "nested": nested,
    }


def swapped(data):
    """A little-endian level-5 file without packed variables in big-endian order, field by field."""
    widths = {1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8, 16: 1, 17: 2, 18: 4}
    out = bytearray(data)
    out[124:128] = b"\x01\x00MI"

    def walk(at, end):
        while at < end:
            first, size = struct.unpack_from("<II", data, at)
            if first >> 16:
                kind, size, start, after = first & 0xFFFF, first >> 16, at + 4, at + 8
                struct.pack_into(">I", out, at, first)
            else:
                kind, start = first, at + 8
                after = start + (size + 7) // 8 * 8
                struct.pack_into(">II", out, at, first, size)
            if kind == 14:
                walk(start, start + size)
            else:
                width = widths[kind]
                for k in range(start, start + size, width):
                    out[k : k + width] = data[k : k + width][::-1]
            at = after

    walk(128, len(data))
    return bytes(out)


def mat_files():
    def mat(values, **options):
        stream = io.BytesIO()
        scipy.io.savemat(stream, values, **options)
        data = bytearray(stream.getvalue())
        if options.get("format") != "4":
            data[:116] = b"MATLAB 5.0 MAT-file, written for tests".ljust(116)
        return bytes(data)

    plain = mat(every_kind(), long_field_names=True)
    return {
        "plain.mat": plain,
        "packed.mat": mat(every_kind(), do_compression=True, long_field_names=True),
        "big-endian.mat": swapped(plain),
        "sparse.mat": mat({"before": ramp("float64", 2, 2), "S": scipy.sparse.eye(3, format="csc"), "after": "x"}),
        "version4.mat": mat({"a": np.eye(2)}, format="4"),
    }


def hdf5_files():
    # Attributes are written in the order of a set, else the bytes would differ from run to run.
    with h5py.File(TARGET / "arrays.h5", "w", track_order=True, libver="earliest") as file:
        file.create_dataset("images", data=ramp("uint8", 4, 3, 6, 5), chunks=(1, 3, 6, 5), compression="gzip", shuffle=True)
        file.create_dataset("depths", data=np.linspace(0.5, 9.5, 4 * 6 * 5, dtype=np.float32).reshape(4, 6, 5))
        file["labels"] = ramp("uint16", 4, 6, 5)
        file["wide"] = np.array([-(2**63), 2**53 + 1, 2**63 - 1])
        file["group/scalar"] = np.float64(2.5)
        file["group/big"] = np.arange(6, dtype=">i4").reshape(2, 3)
        file["names"] = ["bookshelf", "naïve 空", ""]
        file["fixed"] = np.array([b"ab", b"cde"])
        file["half"] = np.arange(4, dtype=np.float16)
        file["flags"] = np.array([True, False])
        file["alias"] = h5py.SoftLink("/labels")
        file["broken"] = h5py.SoftLink("/nowhere")
        file["outside"] = h5py.ExternalLink("/etc/other.h5", "/labels")
        file.create_dataset("raw", shape=(16,), dtype="u1", external=[("/etc/hostname", 0, 16)])
        layout = h5py.VirtualLayout(shape=(4, 6, 5), dtype="u2")
        layout[:] = h5py.VirtualSource("/etc/other.h5", "labels", shape=(4, 6, 5))
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("bomb", shape=(1 << 20, 1 << 20), dtype="f8", chunks=(1 << 10, 1 << 10))
    expected = {}
    with h5py.File(TARGET / "arrays.h5") as file:
        for name in ["images", "depths", "labels", "wide", "group/scalar", "group/big", "alias"]:
            expected[name] = describe(np.asarray(file[name]))
        for name in ["names", "fixed"]:
            expected[name] = {"rows": [v.decode() for v in file[name][:]]}
        expected["images[2]"] = describe(file["images"][2:3])
    return {"arrays.h5": expected}


def npy_files():
    arrays = {name: ramp(name, 2, 3, 4) for name in CLASSES}
    arrays["fortran"] = np.asfortranarray(ramp("float32", 2, 3, 4))
    arrays["big"] = ramp("int32", 2, 3).astype(">i4")
    arrays["bool"] = np.array([[True], [False]])
    arrays["half"] = np.array([0, 1, -2.5, 65504, 6e-8, np.inf, np.nan], dtype=np.float16)
    arrays["scalar"] = np.float64(3.25)
    arrays["empty"] = np.zeros((0, 5))
    expected = {}
    for name, array in arrays.items():
        array = np.asarray(array)
        np.save(TARGET / f"{name}.npy", array)
        wide = array.astype(np.float32) if array.dtype == np.float16 else array
        expected[f"{name}.npy"] = describe(wide.astype(wide.dtype.newbyteorder("=")))
    np.save(TARGET / "refused-complex.npy", np.array([1j]))
    np.save(TARGET / "refused-object.npy", np.array([None]), allow_pickle=True)
    np.save(TARGET / "refused-records.npy", np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
    return expected


def main():
    if len(sys.argv) > 1:
        json.dump({name: read(name) for name in sys.argv[1:]}, sys.stdout, ensure_ascii=False)
        return
    TARGET.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, data in mat_files().items():
        (TARGET / name).write_bytes(data)
        expected[name] = read(io.BytesIO(data))
    assert expected["big-endian.mat"] == expected["plain.mat"] == expected["packed.mat"]
    expected.update(hdf5_files())
    expected.update(npy_files())
    (TARGET / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
