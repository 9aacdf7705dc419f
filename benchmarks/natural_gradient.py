"""One natural gradient of 64-32-10 under softmax, Fisher's matrix and its solution: `physdl.neural`, torch.func."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.neural import Affine, Network, Tanh, natural_gradient, softmax_cross_entropy

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")
DAMPING = 1e-3


def peer(torch, network, x, labels):
    """Return the same in torch: per-point Jacobians by vmap, JᵀHJ, a Cholesky factor, a solution."""
    torch.set_num_threads(1)
    func = torch.func
    shapes = [(part.weight.shape, part.bias.shape) for part in network.maps if part.size]
    theta = torch.from_numpy(network.parameters.copy())
    x, labels = torch.from_numpy(x), torch.from_numpy(labels)

    def output(theta, point):
        for number, (weight, bias) in enumerate(shapes):
            size, shift = weight[0] * weight[1], bias[0]
            W, b, theta = theta[:size].reshape(weight), theta[size : size + shift], theta[size + shift :]
            point = W @ (torch.tanh(point) if number else point) + b
        return point

    each = func.vmap(func.jacrev(output), (None, 0))
    loss = func.grad(lambda theta: torch.nn.functional.cross_entropy(func.vmap(output, (None, 0))(theta, x), labels))

    def step():
        J = each(theta, x)
        p = torch.softmax(func.vmap(output, (None, 0))(theta, x), 1)
        HJ = p[:, :, None] * (J - (p[:, None, :] @ J))
        g = J.reshape(-1, J.shape[-1]).T @ HJ.reshape(-1, J.shape[-1]) / len(x)
        factor = torch.linalg.cholesky(g + DAMPING * torch.eye(len(g), dtype=g.dtype))
        return torch.cholesky_solve(loss(theta)[:, None], factor)[:, 0]

    return step


def main():
    options = _pairs.begin(__doc__, repeats=(5, "measured pairs"))
    torch = _pairs.peer("torch")
    rows = []
    for points in (20, 1000):
        rng = np.random.default_rng(0)
        network = Network([Affine.start(64, 32, rng), Tanh(), Affine.start(32, 10, rng)])
        x, labels = rng.normal(size=(points, 64)), rng.integers(0, 10, points)

        def ours(network=network, x=x, labels=labels):
            return natural_gradient(network, softmax_cross_entropy, x, labels, damping=DAMPING)[1]

        task = f"{points} points, {network.size} parameters"
        if torch is None:
            rows.append((task, "-", f"{1e3 * _pairs.seconds(ours):.0f}", *"---"))
            continue
        rival = peer(torch, network, x, labels)
        apart = np.abs(rival().numpy() - ours()).max() / np.abs(ours()).max()
        a, b, low, high = _pairs.alternate(ours, rival, options.repeats)
        times = f"{1e3 * a:.0f}", f"{1e3 * b:.0f}"
        rows.append((task, f"torch {torch.__version__}", *times, f"{a / b:.3f} ({low:.3f}–{high:.3f})", f"{apart:.0e}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
