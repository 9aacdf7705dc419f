"""Layers of a ring that look through windows, shared or each place's own, forward and back: against torch eager."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.cheap.locality import CircularConvolution, LocalAffine

CASES = ((300, 16, 1, 8, 3), (300, 16, 1, 8, 16), (64, 256, 8, 8, 3), (64, 256, 32, 32, 5))
HEADINGS = ("task", "dtype", "peer", "ours µs", "peer µs", "ratio (quartiles)", "apart")


def shared(torch, layer):
    """Return torch's circular convolution with the layer's weights, points (batch, channels, n), and its parameters."""
    width, channels = layer.weight.shape[1:]
    before = (width - 1) // 2
    peer = torch.nn.Conv1d(channels, len(layer.weight), width, dtype=torch.from_numpy(layer.weight).dtype)
    with torch.no_grad():
        peer.weight.copy_(torch.from_numpy(layer.weight.transpose(0, 2, 1).copy()))
        peer.bias.copy_(torch.from_numpy(layer.bias))

    def run(x):  # padding_mode="circular" pads an even window on the other side
        return peer(torch.nn.functional.pad(x, (before, width - 1 - before), mode="circular"))

    return run, peer.weight, peer.bias


def own(torch, layer):
    """Return the same windows cut out by torch and a product for each place: it has no such layer."""
    width = layer.weight.shape[2]
    before = (width - 1) // 2
    weight = torch.from_numpy(layer.weight.transpose(0, 1, 3, 2).copy()).requires_grad_()
    bias = torch.from_numpy(layer.bias.copy()).requires_grad_()

    def run(x):
        padded = torch.nn.functional.pad(x, (before, width - 1 - before), mode="circular")
        windows = padded.unfold(2, width, 1).permute(2, 0, 1, 3).flatten(2)  # places, batch, channels · width
        return (torch.bmm(windows, weight.flatten(2).mT) + bias[:, None]).permute(1, 2, 0)

    return run, weight, bias


def task(torch, kind, case, dtype):
    """Return both runs, forward and back, and by how much their covectors differ, relative to the largest."""
    count, n, channels, out, width = case
    rng = np.random.default_rng(0)
    layer = kind.start(n, channels, out, width, rng, dtype=dtype)
    layer.bias[:] = rng.standard_normal(layer.bias.shape)
    x = rng.standard_normal((count, n * channels)).astype(dtype)
    w = rng.standard_normal((count, n * out)).astype(dtype)
    forward, weight, bias = (shared if kind is CircularConvolution else own)(torch, layer)
    leaf = torch.from_numpy(x.reshape(count, n, channels).transpose(0, 2, 1).copy()).requires_grad_()
    back = torch.from_numpy(w.reshape(count, n, out).transpose(0, 2, 1).copy())
    covector, image, pulled = np.empty(layer.size, dtype), np.empty_like(w), np.empty_like(x)

    def ours():
        y = layer._apply(x, out=image)
        layer._pull(x, y, w, covector, pulled)

    def theirs():
        leaf.grad = weight.grad = bias.grad = None
        forward(leaf).backward(back)

    ours()
    theirs()
    said = forward(leaf).detach().numpy().transpose(0, 2, 1).reshape(w.shape)
    parts = (
        (said, image),
        (leaf.grad.numpy().transpose(0, 2, 1).reshape(x.shape), pulled),
        (weight.grad.numpy().swapaxes(-1, -2).ravel(), covector[: layer.weight.size]),
        (bias.grad.numpy().ravel(), covector[layer.weight.size :]),
    )
    return ours, theirs, max(np.abs(a - b).max() / np.abs(b).max() for a, b in parts)


def main():
    options = _pairs.begin(__doc__, repeats=(15, "measured pairs"))
    torch = _pairs.peer("torch")
    if torch is None:
        return
    torch.set_num_threads(1)
    rows = []
    for kind, label in ((CircularConvolution, "shared"), (LocalAffine, "own windows")):
        for case in CASES:
            for dtype in (np.float32, np.float64):
                count, n, channels, out, width = case
                ours, theirs, apart = task(torch, kind, case, dtype)
                rounds = max(1, 20_000_000 // (count * n * channels * out * width))
                a, b, low, high = _pairs.alternate(ours, theirs, options.repeats, min(rounds, 50))
                name = f"{label}, {n} sites, {channels} to {out} channels, window {width}, batch {count}"
                ratio = f"{a / b:.2f} ({low:.2f}–{high:.2f})"
                told = (f"torch {torch.__version__}", f"{1e6 * a:.0f}", f"{1e6 * b:.0f}", ratio, f"{apart:.0e}")
                rows.append((name, np.dtype(dtype).name, *told))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
