"""Writes packages/training/src/__fixtures__/optimizers.json and schedules.json: several steps of PyTorch's own.

    python scripts/references/optimizers.py

Every optimizer moves the same three parameters by the same gradients, in float32, at a rate that changes from
step to step as under a schedule. Gradients differ in scale by a thousand, so that Adam's epsilon is not idle.
"""

import json
from pathlib import Path

import numpy as np
import torch

TARGET = Path(__file__).parents[2] / "packages/training/src/__fixtures__"
SHAPES = [[2, 3], [4], [1, 2, 2, 2]]
FACTORS = [1, 1, 0.75, 0.5, 0.5, 0.1, 0.01]

SETTINGS = {
    "SGD": {"kind": "sgd", "rate": 0.1},
    "SGD with momentum": {"kind": "sgd", "rate": 0.1, "momentum": 0.9},
    "SGD with momentum and decay": {"kind": "sgd", "rate": 0.05, "momentum": 0.9, "decay": 0.01},
    "SGD with Nesterov momentum and decay": {
        "kind": "sgd", "rate": 0.05, "momentum": 0.8, "decay": 0.02, "nesterov": True,
    },
    "Adam": {"kind": "adam", "rate": 0.005},
    "Adam with decay": {"kind": "adam", "rate": 0.01, "decay": 0.1},
    "Adam with other constants": {"kind": "adam", "rate": 0.01, "beta1": 0.5, "beta2": 0.9, "epsilon": 0.001},
}


def create(settings, parameters):
    rate, decay = settings["rate"], settings.get("decay", 0)
    if settings["kind"] == "sgd":
        momentum, nesterov = settings.get("momentum", 0), settings.get("nesterov", False)
        return torch.optim.SGD(parameters, lr=rate, momentum=momentum, weight_decay=decay, nesterov=nesterov)
    betas = (settings.get("beta1", 0.9), settings.get("beta2", 0.999))
    return torch.optim.Adam(parameters, lr=rate, betas=betas, eps=settings.get("epsilon", 1e-8), weight_decay=decay)


def run(settings, start, gradients):
    parameters = [torch.tensor(value) for value in start]
    optimizer = create(settings, parameters)
    steps = []
    for factor, gradient in zip(FACTORS, gradients):
        optimizer.param_groups[0]["lr"] = settings["rate"] * factor
        for parameter, value in zip(parameters, gradient):
            parameter.grad = torch.tensor(value)
        optimizer.step()
        steps.append([numbers(parameter.detach().numpy()) for parameter in parameters])
    return steps


def numbers(array):
    return [float(value) for value in np.asarray(array, np.float32).ravel()]


def schedule(create_schedule, steps):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1)
    scheduler = create_schedule(optimizer)
    factors = []
    for _ in range(steps):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return factors


def main():
    rng = np.random.default_rng(20)
    draw = lambda scale: [rng.normal(0, scale, shape).astype(np.float32) for shape in SHAPES]
    start = draw(1)
    gradients = [draw(scale) for scale in (1, 0.5, 1, 0.001, 2, 0.001, 0.3)]
    cases = [{"name": name, "settings": s, "steps": run(s, start, gradients)} for name, s in SETTINGS.items()]
    flat = lambda tensors: [numbers(tensor) for tensor in tensors]
    optimizers = {
        "torch": torch.__version__.split("+")[0],
        "shapes": SHAPES,
        "factors": FACTORS,
        "start": flat(start),
        "gradients": [flat(step) for step in gradients],
        "cases": cases,
    }
    lr = torch.optim.lr_scheduler
    schedules = {
        "torch": optimizers["torch"],
        "cosine": schedule(lambda o: lr.CosineAnnealingLR(o, T_max=30), 30),
        "polynomial": schedule(lambda o: lr.PolynomialLR(o, total_iters=40, power=0.9), 40),
    }
    TARGET.mkdir(exist_ok=True)
    for name, content in (("optimizers", optimizers), ("schedules", schedules)):
        (TARGET / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
