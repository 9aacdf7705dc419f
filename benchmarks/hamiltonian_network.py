"""One training step of a Hamiltonian network: `physdl.neural.learned` against torch, which differentiates twice."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.neural import Affine, Network, Tanh, adam, loss_differential, squared_loss
from physdl.neural.learned import HamiltonianNetwork

HEADINGS = ("task", "peer", "ours µs", "peer µs", "ratio (quartiles)", "apart")


def peer(torch, network, z, target):
    """Return the same step in torch, Adam included, and the loss's differential alone."""
    torch.set_num_threads(1)
    energy = torch.nn.Sequential()
    for part in network.maps[0].scalar.maps:
        if not part.size:
            energy.append(torch.nn.Tanh())
            continue
        layer = torch.nn.Linear(part.inputs, part.outputs, dtype=torch.from_numpy(part.weight).dtype)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(part.weight.copy()))
            layer.bias.copy_(torch.from_numpy(part.bias.copy()))
        energy.append(layer)
    z, target = torch.from_numpy(z).requires_grad_(), torch.from_numpy(target)
    rule = torch.optim.Adam(energy.parameters(), 1e-3)

    def differential():
        rule.zero_grad()
        (dH,) = torch.autograd.grad(energy(z).sum(), z, create_graph=True)
        field = torch.stack([dH[:, 1], -dH[:, 0]], dim=1)
        (0.5 * ((field - target) ** 2).sum(dim=1).mean()).backward()
        # Nothing depends on the last bias, an energy's zero: torch leaves its gradient out.
        grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in energy.parameters()]
        return torch.cat([g.ravel() for g in grads]).numpy()

    def step():
        differential()
        rule.step()

    return step, differential


def main():
    options = _pairs.begin(__doc__, repeats=(7, "measured pairs"))
    torch = _pairs.peer("torch")
    rows = []
    for dtype in (np.float32, np.float64):
        for states in (420, 4200):
            rng = np.random.default_rng(0)
            body = [Affine.start(2, 24, rng, dtype=dtype), Tanh(), Affine.start(24, 1, rng, dtype=dtype)]
            network = Network([HamiltonianNetwork(Network(body))])
            z, target = (rng.normal(size=(2, states, 2))).astype(dtype)
            move, _ = adam(network.parameters, 1e-3)

            def ours(network=network, z=z, target=target, move=move):
                move(loss_differential(network, squared_loss, z, target)[1])

            task = f"{states} states, 24 tanh units, {np.dtype(dtype)}"
            if torch is None:
                rows.append((task, "-", f"{1e6 * _pairs.seconds(ours, 20):.0f}", *"---"))
                continue
            step, differential = peer(torch, network, z, target)
            mine = loss_differential(network, squared_loss, z, target)[1]
            apart = np.abs(differential() - mine).max() / np.abs(mine).max()
            a, b, low, high = _pairs.alternate(ours, step, options.repeats, 50)
            times = f"{1e6 * a:.0f}", f"{1e6 * b:.0f}"
            name = f"torch {torch.__version__}"
            rows.append((task, name, *times, f"{a / b:.2f} ({low:.2f}–{high:.2f})", f"{apart:.0e}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
