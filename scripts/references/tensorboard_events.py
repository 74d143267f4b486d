"""Writes the event files that our TensorBoard writer must reproduce byte for byte, and reads such files back.

    python scripts/references/tensorboard_events.py          # writes packages/training/src/events/__fixtures__
    python scripts/references/tensorboard_events.py FOLDER   # prints what TensorBoard's EventAccumulator sees

The fixtures are a session from step 0, cut short within its last record as by a crash, and the session that resumes it at step 3.
What the EventAccumulator makes of the two together is kept beside them.
"""

import json
import math
import sys
import tempfile
from pathlib import Path

import tensorboard
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import metadata, plugin_data_pb2, summary_v2
from tensorboard.summary.writer.record_writer import RecordWriter

TARGET = Path(__file__).parents[2] / "packages/training/src/events/__fixtures__"
START = 1700000000.25

SESSIONS = [
    {
        "firstStep": 0,
        "wallTime": START,
        "events": [
            {"step": 0, "wallTime": START + 1, "values": {"loss/train": 2.302585, "rate/factors": 0.005}},
            {"step": 1, "wallTime": START + 2, "values": {"loss/train": 0.0}},
            {"step": 2, "wallTime": START + 3.5, "values": {"loss/train": -1.5, "précision/croquis ✎": 81.25}},
            {"step": 3, "wallTime": START + 4, "values": {"loss/train": 1e-30}},
            {"step": 4, "wallTime": START + 5, "values": {"loss/train": 9.0}},
        ],
        "cut": 7,
    },
    {
        "firstStep": 3,
        "wallTime": START + 60,
        "events": [
            {"step": 3, "wallTime": START + 61, "values": {"loss/train": 0.5}},
            {"step": 300, "wallTime": START + 62, "values": {"loss/train": 3e38}},
            {"step": 2**40 + 129, "wallTime": START + 63, "values": {"loss/train": 16777217.0, "": 4.0}},
        ],
        "cut": 0,
    },
]


def write(path, session):
    with open(path, "wb") as file:
        out = RecordWriter(file)
        at = session["wallTime"]
        out.write(event_pb2.Event(wall_time=at, file_version="brain.Event:2").SerializeToString())
        start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
        out.write(event_pb2.Event(wall_time=at, step=session["firstStep"], session_log=start).SerializeToString())
        for one in session["events"]:
            values = [summary_pb2.Summary.Value(tag=t, simple_value=v) for t, v in one["values"].items()]
            event = event_pb2.Event(
                wall_time=one["wallTime"], step=one["step"], summary=summary_pb2.Summary(value=values)
            )
            out.write(event.SerializeToString())


# Every kind of value, zeros that must be written, and nesting that our side flattens to the names here.
HYPER_PARAMETERS = {
    "method": "ftn",
    "options.rank": 10,
    "optimizers.factors.rate": 0.005,
    "optimizers.factors.momentum": 0.0,
    "flip": True,
    "balanced": False,
    "note": "",
    "schedule.milestones": "[30,60]",
}


def write_hyper_parameters(path):
    """A session that begins with its hyper-parameters, as TensorBoard's plugin reads them; maps by name."""
    start = plugin_data_pb2.SessionStartInfo(start_time_secs=START + 1)
    for name, value in HYPER_PARAMETERS.items():
        kind = "bool_value" if isinstance(value, bool) else "string_value" if isinstance(value, str) else "number_value"
        setattr(start.hparams[name], kind, value)
    data = plugin_data_pb2.HParamsPluginData(session_start_info=start)
    value = summary_v2._summary_pb(metadata.SESSION_START_INFO_TAG, data).value[0]
    value.metadata.plugin_data.content = data.SerializeToString(deterministic=True)
    with open(path, "wb") as file:
        out = RecordWriter(file)
        out.write(event_pb2.Event(wall_time=START, file_version="brain.Event:2").SerializeToString())
        log = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
        out.write(event_pb2.Event(wall_time=START, step=0, session_log=log).SerializeToString())
        event = event_pb2.Event(wall_time=START + 1, summary=summary_pb2.Summary(value=[value]))
        out.write(event.SerializeToString(deterministic=True))


def read_hyper_parameters(folder):
    accumulator = EventAccumulator(str(folder))
    accumulator.Reload()
    content = accumulator.SummaryMetadata(metadata.SESSION_START_INFO_TAG).plugin_data.content
    start = metadata.parse_session_start_info_plugin_data(content)
    return {name: getattr(value, value.WhichOneof("kind")) for name, value in sorted(start.hparams.items())}


def read(folder):
    accumulator = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    return {
        tag: [[s.wall_time, s.step, s.value if math.isfinite(s.value) else str(s.value)] for s in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }


def main():
    if len(sys.argv) > 1:
        print(json.dumps(read(sys.argv[1]), indent=1, ensure_ascii=False))
        return
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as crashed:
        for number, session in enumerate(SESSIONS):
            name = f"events.out.tfevents.{number:04d}"
            write(TARGET / name, session)
            whole = (TARGET / name).read_bytes()
            (Path(crashed) / name).write_bytes(whole[: len(whole) - session["cut"]])
        seen = read(crashed)
    (TARGET / "hyper-parameters").mkdir(exist_ok=True)
    write_hyper_parameters(TARGET / "hyper-parameters/events.out.tfevents.0000")
    found = read_hyper_parameters(TARGET / "hyper-parameters")
    assert found == HYPER_PARAMETERS, found
    meta = {"by": f"tensorboard {tensorboard.__version__}", "sessions": SESSIONS, "seen": seen, "hyperParameters": HYPER_PARAMETERS}
    (TARGET / "events.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
