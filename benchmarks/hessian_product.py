"""A Hessian-vector product of a network's loss: `physdl.neural.stability.Hessian` against torch and JAX."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np
from mlp import problem, weights

from physdl.neural import loss_differential
from physdl.neural.stability import Hessian

CASES = (((64, 20, 20, 10), 300), ((784, 256, 256, 10), 256))
HEADINGS = ("task", "dtype", "peer", "ours µs", "peer µs", "ratio (quartiles)", "apart")


def torch_product(torch, network, x, labels, v):
    """Return torch's product: the graph of the differential is built once, each product walks through it again."""
    torch.set_num_threads(1)
    parameters = []
    for pair in weights(network):
        parameters += [torch.from_numpy(p).requires_grad_() for p in pair]
    point, labels = torch.from_numpy(x), torch.from_numpy(labels)
    for number in range(0, len(parameters), 2):
        point = torch.nn.functional.linear(torch.tanh(point) if number else point, *parameters[number : number + 2])
    loss = torch.nn.functional.cross_entropy(point, labels)
    first = torch.cat([d.ravel() for d in torch.autograd.grad(loss, parameters, create_graph=True)])
    v = torch.from_numpy(v)

    def run():
        found = torch.autograd.grad(first, parameters, v, retain_graph=True)
        return torch.cat([d.ravel() for d in found]).numpy()

    return run


def jax_product(jax, network, x, labels, v):
    """Return JAX's product, the pushforward of the gradient in one compiled function."""
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    shapes = [(part.weight.shape, part.bias.shape) for part in network.maps if part.size]

    def loss(theta):
        point, start = jnp.asarray(x), 0
        for number, (weight, bias) in enumerate(shapes):
            w = theta[start : start + weight[0] * weight[1]].reshape(weight)
            b = theta[start + w.size : start + w.size + bias[0]]
            start += w.size + b.size
            point = (jnp.tanh(point) if number else point) @ w.T + b
        chosen = jnp.take_along_axis(point, jnp.asarray(labels)[:, None], axis=1)[:, 0]
        return jnp.mean(jax.nn.logsumexp(point, axis=1) - chosen)

    theta, v = jnp.asarray(network.parameters), jnp.asarray(v)
    product = jax.jit(lambda theta, v: jax.jvp(jax.grad(loss), (theta,), (v,))[1])
    return lambda: np.asarray(product(theta, v).block_until_ready())


def main():
    options = _pairs.begin(__doc__, repeats=(9, "measured pairs"), inner=(20, "products in each of a pair"))
    makers = {"torch": torch_product, "jax": jax_product}
    peers = {name: _pairs.peer(name) for name in makers}
    rows = []
    for widths, count in CASES:
        for dtype in (np.float32, np.float64):
            network, x, labels, loss = problem(widths, count, dtype)
            hessian = Hessian(network, loss, x, labels)
            v = np.random.default_rng(1).standard_normal(network.size).astype(dtype)

            def ours(hessian=hessian, v=v):
                hessian(v)

            def differential(network=network, loss=loss, x=x, labels=labels):
                loss_differential(network, loss, x, labels)

            task, kind = f"{'-'.join(map(str, widths))}, {count} points", np.dtype(dtype).name
            rivals = {"own differential": (differential, "-")}
            for name, module in peers.items():
                if module:
                    run = makers[name](module, network, x, labels, v)
                    apart = f"{np.abs(run() - hessian(v)).max() / np.abs(hessian(v)).max():.0e}"
                    rivals[f"{name} {module.__version__}"] = run, apart
            for name, (run, apart) in rivals.items():
                a, b, low, high = _pairs.alternate(ours, run, options.repeats, options.inner)
                times = (f"{1e6 * t:.0f}" for t in (a, b))
                rows.append((task, kind, name, *times, f"{a / b:.2f} ({low:.2f}–{high:.2f})", apart))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
