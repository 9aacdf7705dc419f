"""Complex layers and whole steps of learning: `physdl.neural` against torch eager, answers and conventions compared."""

import _pairs  # isort: skip  # first: it sets the number of threads
import itertools

import numpy as np

from physdl.neural import Affine, ModReLU, Network, PhaseTanh, SplitTanh, Tanh, loss_differential, squared_loss

RATE = 0.01
STEPS = (((2, 64, 64, 1), 128, 0.3), ((256, 256, 256, 16), 256, 0.8))
HEADINGS = ("task", "dtype", "peer", "ours µs", "peer µs", "ratio (quartiles)", "goal", "apart")
BENDS = {"tanh": Tanh(), "split tanh": SplitTanh(), "phase tanh": PhaseTanh(), "mod relu": ModReLU(0.1)}


def numbers(rng, shape, dtype):
    return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(dtype)


def bent(torch, kind, z):
    """Return a bend as one writes it with torch."""
    if kind == "tanh":
        return torch.tanh(z)
    if kind == "split tanh":
        return torch.complex(torch.tanh(z.real), torch.tanh(z.imag))
    r = z.abs()
    return torch.tanh(r) * z / r if kind == "phase tanh" else torch.relu(r - 0.1) * z / r


def layer(torch, part, kind, x, w):
    """Return one layer's run, forward and back, for both, and how far the covectors at the input are apart."""
    leaf = torch.from_numpy(x.copy()).requires_grad_()
    weights = [torch.from_numpy(p.copy()).requires_grad_() for p in (part.weight, part.bias)] if part.size else []
    back = torch.from_numpy(np.conj(w))  # torch carries conjugated covectors
    covector = np.empty(part.size, x.dtype)
    image, pulled = np.empty_like(w), np.empty_like(x)

    def ours():
        y = part._apply(x, out=image)
        part._pull(x, y, w, covector, pulled)

    def theirs():
        leaf.grad = None
        for weight in weights:
            weight.grad = None
        y = torch.nn.functional.linear(leaf, *weights) if weights else bent(torch, kind, leaf)
        y.backward(back)

    ours()
    theirs()
    apart = np.abs(np.conj(leaf.grad.numpy()) - pulled).max()
    if weights:
        found = np.concatenate([np.conj(weight.grad.numpy()).ravel() for weight in weights])
        apart = max(apart, np.abs(found - covector).max() / np.abs(covector).max())
    return ours, theirs, apart


def learning(torch, widths, count, kind, dtype):
    """Return one step of learning for both, and how far the parameters are apart after one from the same start."""
    rng = np.random.default_rng(0)
    maps = []
    for number, (n, m) in enumerate(itertools.pairwise(widths)):
        maps += [BENDS[kind]] if number else []
        maps.append(Affine.start(n, m, rng, gain=0.3, dtype=dtype))  # far from the poles of tanh
    network = Network(maps)
    x, y = numbers(rng, (count, widths[0]), dtype), numbers(rng, (count, widths[-1]), dtype)
    parameters = [torch.from_numpy(p.copy()) for part in network.maps if part.size for p in (part.weight, part.bias)]
    for parameter in parameters:
        parameter.requires_grad_()
    optimizer = torch.optim.SGD(parameters, lr=RATE)
    points, targets = torch.from_numpy(x), torch.from_numpy(y)
    covector, rate = np.empty_like(network.parameters), network.parameters.real.dtype.type(RATE)

    def ours():
        loss_differential(network, squared_loss, x, y, out=covector)
        np.conjugate(covector, out=covector)
        np.multiply(covector, rate, out=covector)
        np.subtract(network.parameters, covector, out=network.parameters)

    def theirs():
        optimizer.zero_grad()
        z = points
        for number in range(0, len(parameters), 2):
            z = bent(torch, kind, z) if number else z
            z = torch.nn.functional.linear(z, *parameters[number : number + 2])
        off = z - targets
        ((off.real.square() + off.imag.square()).sum() / (2 * count)).backward()
        optimizer.step()

    ours()
    theirs()
    found = np.concatenate([p.detach().numpy().ravel() for p in parameters])
    return ours, theirs, np.abs(found - network.parameters).max()


def conventions(torch):
    """Print what the libraries call the gradient of |z|² at 1 + 2i."""
    z = torch.tensor(1 + 2j, dtype=torch.complex128, requires_grad=True)
    (z.abs() ** 2).backward()
    _, w = loss_differential(Network([Affine([[1 + 2j]])]), squared_loss, [[1.0]], [[0.0]])
    print(f"gradient of |z|² at 1+2i: torch {z.grad.item():.0f}; twice ours of |z|²/2 {2 * w[0]:.0f}")
    jax = _pairs.peer("jax")
    if jax is not None:
        print(f"gradient of |z|² at 1+2i: jax {complex(jax.grad(lambda z: abs(z) ** 2)(1 + 2j)):.0f}")


def main():
    options = _pairs.begin(__doc__, repeats=(15, "measured pairs"))
    torch = _pairs.peer("torch")
    if torch is None:
        return
    torch.set_num_threads(1)
    conventions(torch)
    rows = []

    def measure(name, dtype, ours, theirs, apart, goal, rounds):
        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats, rounds)
        times = (f"{1e6 * a:.0f}", f"{1e6 * b:.0f}", f"{a / b:.2f} ({low:.2f}–{high:.2f})")
        rows.append((name, np.dtype(dtype).name, f"torch {torch.__version__}", *times, goal, f"{apart:.0e}"))

    for dtype in (np.complex64, np.complex128):
        rng = np.random.default_rng(1)
        x, w = (0.3 * numbers(rng, (256, 64), dtype) for _ in range(2))
        for kind, part in {"affine 64-64": Affine.start(64, 64, rng, dtype=dtype), **BENDS}.items():
            measure(f"{kind}, 256 points, there and back", dtype, *layer(torch, part, kind, x, w), "-", 30)
        for widths, count, goal in STEPS:
            name = "-".join(map(str, widths)) + f", batch {count}, "
            for kind in ("tanh", "phase tanh"):
                measure(
                    name + kind,
                    dtype,
                    *learning(torch, widths, count, kind, dtype),
                    f"≤ {goal}",
                    60 if count < 200 else 5,
                )
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
