"""Times a shared ONNX model beside merged ones in onnxruntime: python shared_onnx.py FOLDER, settings on stdin."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors.numpy import load_file

folder = Path(sys.argv[1])
settings = json.load(sys.stdin)
names = settings["names"]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = settings["threads"]


def session(name):
    return onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])


def timed(work):
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def fed(name):
    tensors = load_file(folder / f"{name}.safetensors")
    return {key: onnxruntime.OrtValue.ortvalue_from_numpy(value) for key, value in tensors.items()}


pixels = np.fromfile(folder / "x.bin", np.float32).reshape(1, 3, settings["size"], settings["size"])
x = onnxruntime.OrtValue.ortvalue_from_numpy(pixels)
shared = session("network.onnx")
merged = session(f"{names[0]}.onnx")
domains = {name: fed(name) for name in names}


def run(name):
    return shared.run_with_ort_values(None, {"input": x, **domains[name]})[0].numpy()


def run_merged():
    return merged.run_with_ort_values(None, {"input": x})[0].numpy()


logits = {name: run(name).flatten().tolist() for name in names}
merged_logits = run_merged().flatten().tolist()
rounds = []
for number in range(settings["rounds"] + 2):
    old, new = names[number % len(names)], names[(number + 1) % len(names)]
    # The other session's threads look for work for a while, on the processors of this one's.
    time.sleep(0.1)
    # The first run of either after the other finds the caches full of something else.
    run_merged()
    of_merged = timed(run_merged)
    time.sleep(0.1)
    run(old)
    rounds.append(
        {
            "merged": of_merged,
            "same": timed(lambda: run(old)),
            "other": timed(lambda: run(new)),
            "read": timed(lambda: fed(new)),
        }
    )
print(
    json.dumps(
        {
            "runtime": f"onnxruntime {onnxruntime.__version__}, Python",
            "logits": logits,
            "merged": merged_logits,
            "rounds": rounds[2:],
        }
    )
)
