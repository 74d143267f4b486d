"""Writes state dictionaries as torch.save does, and each again as PyTorch's own safetensors file.

    python scripts/references/state_dicts.py FOLDER COUNT

`I.pth` and `I.safetensors` for each I below COUNT: networks of random depth, width and types, contiguous, transposed, sliced,
expanded and shared tensors, parameters and buffers, plain and ordered dictionaries, zip and legacy files. Row F3 of the
reliability suite reads both and compares them to the bit; seeds are the numbers.
"""

import sys
import warnings
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

DTYPES = [torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool]


def values(draw, shape, dtype):
    if dtype.is_floating_point:
        return torch.randn(shape, generator=draw, dtype=torch.float32).to(dtype)
    if dtype == torch.bool:
        return torch.rand(shape, generator=draw) > 0.5
    return torch.randint(0, 200, shape, generator=draw).to(dtype)


def view(draw, shape, dtype):
    """A tensor of this shape that lies in its storage in one of the ways programs leave behind."""
    way = int(torch.randint(0, 6, (1,), generator=draw))
    if way == 0 and len(shape) > 1:
        return values(draw, shape[::-1], dtype).permute(*reversed(range(len(shape))))
    if way == 1 and shape:
        return values(draw, (shape[0] + 2, *shape[1:]), dtype)[1 : shape[0] + 1]
    if way == 2 and shape:
        return values(draw, (2 * shape[0], *shape[1:]), dtype)[::2]
    if way == 3 and len(shape) > 1:
        return values(draw, (1, *shape[1:]), dtype).expand(shape)
    if way == 4:
        return torch.nn.Parameter(values(draw, shape, dtype), requires_grad=False)
    return values(draw, shape, dtype)


def state(number):
    draw = torch.Generator().manual_seed(number)
    integer = lambda low, high: int(torch.randint(low, high, (1,), generator=draw))
    entries = OrderedDict() if number % 3 else {}
    for layer in range(integer(1, 6)):
        dtype = DTYPES[integer(0, len(DTYPES))]
        shape = tuple(integer(1, 6) for _ in range(integer(0, 5)))
        entries[f"layer{layer}.{['conv', 'fc', 'bn'][integer(0, 3)]}.weight"] = view(draw, shape, dtype)
        if integer(0, 2):
            entries[f"layer{layer}.num_batches_tracked"] = torch.tensor(integer(0, 10**6))
        if integer(0, 3) == 0:
            entries[f"layer{layer}.tied"] = next(reversed(entries.values()))
    return entries


def main(folder, count):
    warnings.filterwarnings("ignore")
    for number in range(count):
        entries = state(number)
        new = number % 2 == 0
        torch.save(entries, folder / f"{number}.pth", _use_new_zipfile_serialization=new)
        again = torch.load(folder / f"{number}.pth", weights_only=True)
        whole = {name: tensor.detach().clone().contiguous() for name, tensor in again.items()}
        save_file(whole, folder / f"{number}.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
