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
    "AdamW": {"kind": "adamw", "rate": 0.01},
    "AdamW with decay and other constants": {
        "kind": "adamw", "rate": 0.02, "decay": 0.3, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.0001,
    },
    "Adam with other constants": {"kind": "adam", "rate": 0.01, "beta1": 0.5, "beta2": 0.9, "epsilon": 0.001},
}


def create(settings, parameters):
    rate, decay = settings["rate"], settings.get("decay", 0)
    if settings["kind"] == "sgd":
        momentum, nesterov = settings.get("momentum", 0), settings.get("nesterov", False)
        return torch.optim.SGD(parameters, lr=rate, momentum=momentum, weight_decay=decay, nesterov=nesterov)
    betas = (settings.get("beta1", 0.9), settings.get("beta2", 0.999))
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[settings["kind"]]
    # What is not said is PyTorch's own default.
    given = {"weight_decay": settings["decay"]} if "decay" in settings else {}
    return kind(parameters, lr=rate, betas=betas, eps=settings.get("epsilon", 1e-8), **given)


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


def clipped(start, gradients, max_norm):
    """SGD on gradients that clip_grad_norm_ scaled, all parameters together, and the norms it found."""
    parameters = [torch.tensor(value) for value in start]
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    steps, norms = [], []
    for gradient in gradients:
        for parameter, value in zip(parameters, gradient):
            parameter.grad = torch.tensor(value)
        norms.append(float(torch.nn.utils.clip_grad_norm_(parameters, max_norm)))
        optimizer.step()
        steps.append([numbers(parameter.detach().numpy()) for parameter in parameters])
    return {"maxGradNorm": max_norm, "rate": 0.1, "norms": norms, "steps": steps}


def warmed_up(o, main, steps):
    """A linear warm-up before another schedule, which then begins at its beginning."""
    lr = torch.optim.lr_scheduler
    linear = lr.LinearLR(o, start_factor=1 / (steps + 1), total_iters=steps)
    return lr.SequentialLR(o, [linear, main(o)], milestones=[steps])


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
        "clipped": [clipped(start, gradients, norm) for norm in (1.0, 3.5, 100.0)],
    }
    lr = torch.optim.lr_scheduler
    schedules = {
        "torch": optimizers["torch"],
        "cosine": schedule(lambda o: lr.CosineAnnealingLR(o, T_max=30), 30),
        "polynomial": schedule(lambda o: lr.PolynomialLR(o, total_iters=40, power=0.9), 40),
    }
    schedules["warmedCosine"] = schedule(
        lambda o: warmed_up(o, lambda p: lr.CosineAnnealingLR(p, T_max=24), 6), 30
    )
    schedules["warmedPolynomial"] = schedule(
        lambda o: warmed_up(o, lambda p: lr.PolynomialLR(p, total_iters=35, power=0.9), 5), 40
    )
    TARGET.mkdir(exist_ok=True)
    for name, content in (("optimizers", optimizers), ("schedules", schedules)):
        (TARGET / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
