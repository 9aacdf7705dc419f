"""Nothing but the update: the rules of `physdl.neural.optimizers` against torch.optim, on one flat vector each."""

import _pairs  # isort: skip  # first: it sets the number of threads
from functools import partial

import numpy as np

from physdl.neural.optimizers import OPTIMIZERS

RATE, SIZES = 1e-3, (4_417, 269_322)  # the parameters of the two networks of mlp.py
RULES = {
    "aristotle": ({}, "SGD", {}),
    "newton": ({"momentum": 0.9}, "SGD", {"momentum": 0.9}),
    "nesterov": ({"momentum": 0.9}, "SGD", {"momentum": 0.9, "nesterov": True}),
    "adam": ({}, "Adam", {}),
}
HEADINGS = ("rule", "size", "dtype", "peer", "ours µs", "peer µs", "ratio (quartiles)", "apart")


def theirs(torch, name, options, theta, covector):
    """Return torch's step on one flat parameter, and a function that returns it."""
    torch.set_num_threads(1)
    parameter = torch.nn.Parameter(torch.from_numpy(theta.copy()))
    parameter.grad = torch.from_numpy(covector.copy())
    rule = getattr(torch.optim, name)([parameter], lr=RATE, **options)
    return rule.step, lambda: parameter.detach().numpy()


def main():
    options = _pairs.begin(__doc__, repeats=(15, "measured pairs"))
    torch = _pairs.peer("torch")
    rows = []
    for name, (ours, peer, its) in RULES.items():
        for size in SIZES:
            for dtype in (np.float32, np.float64):
                rng = np.random.default_rng(0)
                theta, covector = rng.standard_normal((2, size)).astype(dtype)
                start, count = theta.copy(), 2_000_000 // size
                step, _ = OPTIMIZERS[name](theta, RATE, **ours)
                run = partial(step, covector)
                if torch is None:
                    time = f"{1e6 * _pairs.seconds(run, count):.1f}"
                    rows.append((name, str(size), np.dtype(dtype).name, "-", time, *"---"))
                    continue
                step_there, read = theirs(torch, peer, its, start, covector)
                step(covector)
                step_there()
                apart = f"{np.abs(read() - theta).max():.0e}"
                a, b, low, high = _pairs.alternate(run, step_there, options.repeats, count)
                times = f"{1e6 * a:.1f}", f"{1e6 * b:.1f}"
                label = f"torch {torch.__version__} {peer}"
                ratio = f"{a / b:.2f} ({low:.2f}–{high:.2f})"
                rows.append((name, str(size), np.dtype(dtype).name, label, *times, ratio, apart))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
