"""The protocol that the Python sides of the benchmarks share.

A side says {"ready"} in a line, then reads {"rank", "steps"} a line on stdin and writes {"ms": […], "loss", "processor",
"resident", "resting", "peak"} a line on stdout.
"""

import json
import resource
import sys
import time


def send(message):
    print(json.dumps(message), flush=True)


def resident():
    """Bytes of memory that the process holds."""
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()


def serve(ready, step_of):
    """Says that it is ready, then runs a block of steps for each job."""
    steps = {}
    resting = None
    send({"ready": ready})
    for line in sys.stdin:
        job = json.loads(line)
        if job["rank"] not in steps:
            steps[job["rank"]] = step_of(job["rank"])
            # With a network, images and optimizers, before anything was computed.
            resting = resting or resident()
        step = steps[job["rank"]]
        times = []
        began = time.process_time()
        for _ in range(job["steps"]):
            start = time.perf_counter()
            loss = step()
            times.append(1000 * (time.perf_counter() - start))
        send({
            "ms": times,
            "loss": loss,
            "processor": 1000 * (time.process_time() - began),
            "resident": resident(),
            "resting": resting,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        })
