"""The other side of `ftn bench predict --vs onnxruntime`: the merged network as `ftn export` writes it, batch norms folded.

Needs numpy and onnxruntime.
"""

import json
import sys

import numpy as np
import onnxruntime

from side import serve

setting = json.loads(sys.argv[1])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = setting["threads"]
session = onnxruntime.InferenceSession(setting["model"], options, providers=["CPUExecutionProvider"])
shape = (setting["batch"], 3, setting["size"], setting["size"])
images = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)


def predictor(_rank):
    return lambda: float(session.run(None, {"input": images})[0][0, 0])


serve(f"onnxruntime {onnxruntime.__version__}, {setting['threads']} threads", predictor)
