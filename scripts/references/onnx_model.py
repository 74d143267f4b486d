"""A tiny model written by ONNX's own library for packages/onnx: `python onnx_model.py` rewrites the fixture.

It has every kind of field our writer knows; encode-model.test.ts describes the same model and must give the same bytes.
Written with onnx 1.23; the bytes are those of the protobuf format and do not depend on the version.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FIXTURE = Path(__file__).resolve().parents[2] / "packages/onnx/src/encode/__fixtures__/tiny.onnx"


def stored(name, values):
    return numpy_helper.from_array(values, name)


def attribute(key, value):
    return helper.make_attribute(key, value)


def node(operator, name, inputs, attributes):
    made = helper.make_node(operator, inputs, [name], name=name)
    made.attribute.extend(attribute(key, value) for key, value in attributes.items())
    return made


def model():
    nodes = [
        node("Conv", "conv", ["input", "conv.weight"], {"dilations": [1, 1], "group": 1, "kernel_shape": [2, 2]}),
        node("BatchNormalization", "bn", ["conv", "scale", "offset", "mean", "variance"], {"epsilon": 1e-5}),
        node("Resize", "größer", ["bn", "", "", "sizes"], {"mode": "linear"}),
        node("GlobalAveragePool", "pool", ["größer"], {}),
        node("Flatten", "logits", ["pool"], {"axis": 1}),
    ]
    vectors = {"scale": [1.5, -2], "offset": [0, 0.25], "mean": [3, 1e-8], "variance": [1, 200]}
    initializers = [
        stored("conv.weight", np.arange(-12, 12, dtype=np.float32).reshape(2, 3, 2, 2)),
        *(stored(name, np.array(values, np.float32)) for name, values in vectors.items()),
        stored("sizes", np.array([1, 2, 300, 70000], np.int64)),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny ✓",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, 8, 8])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 2])],
        initializers,
    )
    made = helper.make_model(graph, producer_name="ftn", producer_version="1.2.3",
                             opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(made, {"classes": '["a","ü"]', "empty": ""})
    onnx.checker.check_model(made)
    return made


if __name__ == "__main__":
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_bytes(model().SerializeToString(deterministic=True))
    print(FIXTURE.stat().st_size, "bytes")
