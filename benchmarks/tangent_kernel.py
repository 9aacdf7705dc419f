"""The tangent kernel and the Jacobian of 2-64-64-1 at 1,000 points: `physdl.neural` against torch.func."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.neural import Affine, Network, Tanh, jacobian, tangent_kernel

HEADINGS = ("task", "dtype", "peer", "ours ms", "peer ms", "ratio (quartiles)", "goal", "apart")


def peers(torch, network, x):
    """Return torch.func's Jacobian and tangent kernel of the same network, by vmap of a pullback for each point."""
    torch.set_num_threads(1)
    func = torch.func
    parameters = []
    for part in network.maps:
        if part.size:
            parameters += [torch.from_numpy(part.weight.copy()), torch.from_numpy(part.bias.copy())]
    x = torch.from_numpy(x)

    def output(parameters, point):
        for number in range(0, len(parameters), 2):
            point = torch.nn.functional.linear(torch.tanh(point) if number else point, *parameters[number : number + 2])
        return point[0]

    each = func.vmap(func.grad(output), (None, 0))

    def full():
        return torch.cat([d.reshape(len(x), -1) for d in each(parameters, x)], 1)

    def kernel():
        # As in torch.func's own tutorial: contract layer by layer, never the concatenated Jacobian.
        return sum((d := j.reshape(len(x), -1)) @ d.T for j in each(parameters, x))

    return full, kernel


def main():
    options = _pairs.begin(__doc__, points=(1000, None), repeats=(9, "measured pairs"))
    torch = _pairs.peer("torch")
    rows = []
    for dtype in (np.float32, np.float64):
        rng = np.random.default_rng(0)
        layers = [Affine.start(n, m, rng, dtype=dtype) for n, m in ((2, 64), (64, 64), (64, 1))]
        network = Network([layers[0], Tanh(), layers[1], Tanh(), layers[2]])
        x = rng.standard_normal((options.points, 2)).astype(dtype)
        ours = {
            "full Jacobian": (lambda network=network, x=x: jacobian(network, x)[:, 0], 0.6),
            "tangent kernel": (lambda network=network, x=x: tangent_kernel(network, x)[:, 0, :, 0], 0.06),
        }
        theirs = peers(torch, network, x) if torch else (None, None)
        for (name, (run, goal)), rival in zip(ours.items(), theirs, strict=True):
            task = f"{name}, {options.points} × {network.size}"
            if rival is None:
                rows.append((task, np.dtype(dtype).name, "-", f"{1e3 * _pairs.seconds(run):.1f}", *"----"))
                continue
            apart = np.abs(rival().numpy() - run()).max()
            a, b, low, high = _pairs.alternate(run, rival, options.repeats)
            ratio = f"{a / b:.3f} ({low:.3f}–{high:.3f})"
            times = f"{1e3 * a:.1f}", f"{1e3 * b:.1f}"
            rows.append(
                (task, np.dtype(dtype).name, f"torch {torch.__version__}", *times, ratio, f"≤ {goal}", f"{apart:.0e}")
            )
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
