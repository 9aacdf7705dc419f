"""One training step of the network that subtracts: `physdl.neural.modular` against torch, AdamW alike."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.neural.modular import Subtraction, draw_pairs, learn_subtraction, subtraction_differential

HEADINGS = ("task", "peer", "ours µs", "peer µs", "ratio (quartiles)", "apart", "after steps")
RATE, DECAY, STEPS = 0.02, 1.0, 100


def peer(torch, network, seen):
    """Return ``steps(n)`` and the loss's differential in torch; it computes the pairs seen and no others."""
    torch.set_num_threads(1)
    tables = [
        torch.from_numpy(table.copy()).requires_grad_() for table in (network.first, network.second, network.readout)
    ]
    x, y = (torch.from_numpy(hours) for hours in np.nonzero(seen))
    target = torch.eye(network.p, dtype=tables[0].dtype)[(x - y) % network.p]
    rule = torch.optim.AdamW(tables, RATE, betas=(0.9, 0.98), eps=1e-8, weight_decay=DECAY)

    def differential():
        rule.zero_grad()
        first, second, readout = tables
        error = (first[x] + second[y]) ** 2 @ readout - target
        (0.5 * (error**2).sum(dim=1).mean()).backward()
        return [table.grad.numpy() for table in tables]

    def steps(count=STEPS):
        for _ in range(count):
            differential()
            rule.step()
        return [table.detach().numpy() for table in tables]

    return steps, differential


def _apart(ours, theirs):
    return max(np.abs(a - b).max() / np.abs(b).max() for a, b in zip(ours, theirs, strict=True))


def main():
    options = _pairs.begin(__doc__, repeats=(7, "measured pairs"))
    torch = _pairs.peer("torch")
    rows = []
    for dtype in (np.float32, np.float64):
        rng = np.random.default_rng(0)
        seen = draw_pairs(23, 0.5, rng)
        network = Subtraction.start(23, 64, rng, dtype=dtype)

        def ours(count=STEPS, network=network, seen=seen):
            """Learn for so many steps, and look at all answers once in the beginning and once in the end."""
            how = {"rate": RATE, "decay": DECAY, "steps": count, "every": count, "progress": False}
            learned = learn_subtraction(network, seen, **how).network
            return learned.first, learned.second, learned.readout

        task = f"p = 23, 64 units, half seen, {np.dtype(dtype)}"
        if torch is None:
            rows.append((task, "-", f"{1e6 * _pairs.seconds(ours, 3) / STEPS:.0f}", *"----"))
            continue
        apart = _apart(subtraction_differential(network, seen)[1], peer(torch, network, seen)[1]())
        later = _apart(ours(10), peer(torch, network, seen)[0](10))
        a, b, low, high = _pairs.alternate(ours, peer(torch, network, seen)[0], options.repeats)
        times = f"{1e6 * a / STEPS:.0f}", f"{1e6 * b / STEPS:.0f}"
        ratio = f"{a / b:.2f} ({low:.2f}–{high:.2f})"
        rows.append((task, f"torch {torch.__version__}", *times, ratio, f"{apart:.0e}", f"{later:.0e}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
