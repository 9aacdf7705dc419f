"""One step of learning, forward, back and update: `physdl.neural` against torch, JAX and its own matrix products."""

import _pairs  # isort: skip  # first: it sets the number of threads
import itertools

import numpy as np

from physdl.neural import Affine, Network, Tanh, loss_differential, softmax_cross_entropy, squared_loss

RATE = 0.01
CASES = (((2, 64, 64, 1), 128, {"torch": 0.3, "jax": 1.0}), ((784, 256, 256, 10), 256, {"torch": 0.8, "products": 1.1}))
HEADINGS = ("task", "dtype", "peer", "ours µs", "peer µs", "ratio (quartiles)", "goal", "apart")


def problem(widths, count, dtype):
    """Return a network, points, targets and the loss: labels where there are several outputs."""
    rng = np.random.default_rng(0)
    maps = [Affine.start(widths[0], widths[1], rng, dtype=dtype)]
    for n, m in itertools.pairwise(widths[1:]):
        maps += [Tanh(), Affine.start(n, m, rng, dtype=dtype)]
    x = rng.standard_normal((count, widths[0])).astype(dtype)
    if widths[-1] == 1:
        return Network(maps), x, np.sin(x.sum(axis=1, keepdims=True)), squared_loss
    return Network(maps), x, rng.integers(0, widths[-1], count), softmax_cross_entropy


def own(network, loss, x, y):
    """Return one step of ours, and the parameters after a step from the start."""
    covector = np.empty_like(network.parameters)
    rate = network.parameters.dtype.type(RATE)

    def step():
        loss_differential(network, loss, x, y, out=covector)
        np.multiply(covector, rate, out=covector)
        np.subtract(network.parameters, covector, out=network.parameters)

    return step


def weights(network):
    """Return copies of the affine maps' weights and biases."""
    return [(part.weight.copy(), part.bias.copy()) for part in network.maps if part.size]


def torch_step(torch, layers, x, y, labels):
    """Return torch's eager step with its own optimizer, and a function that returns its parameters."""
    torch.set_num_threads(1)
    parts = []
    for number, (weight, bias) in enumerate(layers):
        linear = torch.nn.Linear(*weight.shape[::-1], dtype=torch.from_numpy(weight).dtype)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.from_numpy(bias))
        parts += [torch.nn.Tanh(), linear] if number else [linear]
    model = torch.nn.Sequential(*parts)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    cross = torch.nn.CrossEntropyLoss()
    mean_square = torch.nn.MSELoss()

    def step():
        optimizer.zero_grad()
        loss = cross(model(x), y) if labels else mean_square(model(x), y) / 2
        loss.backward()
        optimizer.step()

    return step, lambda: np.concatenate([p.detach().numpy().ravel() for p in model.parameters()])


def jax_step(jax, layers, x, y, labels):
    """Return JAX's jitted step, which reuses the memory of its parameters, and a function that returns them."""
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def loss(layers):
        z = x
        for number, (weight, bias) in enumerate(layers):
            z = (jnp.tanh(z) if number else z) @ weight.T + bias
        if labels:
            return -jnp.mean(jax.nn.log_softmax(z)[jnp.arange(len(y)), y])
        return jnp.mean((z - y) ** 2) / 2

    def update(layers):
        return jax.tree.map(lambda p, d: p - np.asarray(RATE, x.dtype) * d, layers, jax.grad(loss)(layers))

    x, y = jnp.asarray(x), jnp.asarray(y)
    compiled = jax.jit(update, donate_argnums=0)
    state = [jax.tree.map(jnp.array, layers)]

    def step():
        state[0] = jax.block_until_ready(compiled(state[0]))

    return step, lambda: np.concatenate([np.ravel(p) for layer in state[0] for p in layer])


def products(layers, x):
    """Return a run of nothing but the step's matrix products, into buffers made before."""
    points, todo = x, []
    for number, (weight, _) in enumerate(layers):
        image = np.ones((len(points), len(weight)), x.dtype)
        todo += [(points, weight.T, image), (image.T, points, np.empty_like(weight))]
        if number:
            todo.append((image, weight, np.empty_like(points)))
        points = image

    def step():
        for a, b, out in todo:
            np.dot(a, b, out=out)

    return step


def main():
    options = _pairs.begin(__doc__, repeats=(15, "measured pairs"))
    torch, jax = _pairs.peer("torch"), _pairs.peer("jax")
    rows = []
    for widths, count, goals in CASES:
        for dtype in (np.float32, np.float64):
            name = "-".join(map(str, widths)) + f", batch {count}"
            rounds = max(1, 200 // (1 + widths[0] // 10))
            for peer in ("torch", "jax", "products"):
                network, x, y, loss = problem(widths, count, dtype)
                layers, labels = weights(network), widths[-1] > 1
                if peer == "products":
                    rival, read = products(layers, x), None
                elif (module := {"torch": torch, "jax": jax}[peer]) is None:
                    continue
                else:
                    rival, read = {"torch": torch_step, "jax": jax_step}[peer](module, layers, x, y, labels)
                step = own(network, loss, x, y)
                step()
                rival()
                apart = "-" if read is None else f"{np.abs(read() - network.parameters).max():.0e}"
                a, b, low, high = _pairs.alternate(step, rival, options.repeats, rounds)
                goal = f"≤ {goals[peer]}" if peer in goals else "-"
                label = {"products": "its own products"}.get(peer) or f"{peer} {module.__version__}"
                ratio = f"{a / b:.2f} ({low:.2f}–{high:.2f})"
                times = (f"{1e6 * a:.0f}", f"{1e6 * b:.0f}")
                rows.append((name, np.dtype(dtype).name, label, *times, ratio, goal, apart))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
