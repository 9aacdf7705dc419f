"""When depth pays in time: the Fourier transform of a batch as one dense layer, as sparse layers, and by NumPy."""

import _pairs  # isort: skip  # first: it sets the number of threads
import math

import numpy as np

from physdl.cheap import fft_network, low_rank_pair

HEADINGS = ("task", "weights", "flat", "ours ms", "flat ms", "ratio (quartiles)", "apart")


def row(task, weights, flat, ours, theirs, repeats):
    apart = np.abs(ours() - theirs()).max() / np.abs(theirs()).max()
    a, b, low, high = _pairs.alternate(ours, theirs, repeats)
    ratio = f"{a / b:.3f} ({low:.3f}–{high:.3f})"
    return task, f"{weights:,}", f"{flat:,}", f"{1e3 * a:.2f}", f"{1e3 * b:.2f}", ratio, f"{apart:.0e}"


def main():
    options = _pairs.begin(
        __doc__, batch=(64, None), most=(2048, "largest number of samples"), repeats=(7, "measured pairs")
    )
    rng, rows = np.random.default_rng(0), []
    for n in [2**k for k in range(4, int(math.log2(options.most)) + 1)]:
        x = rng.standard_normal((n, options.batch)) + 1j * rng.standard_normal((n, options.batch))
        order, layers = fft_network(n)
        matrix = np.fft.fft(np.eye(n))
        many = max(1, 2**20 // (n * n))  # small ones often, so that the clock sees them

        def sparse(x=x, order=order, layers=layers, many=many):
            for _ in range(many):
                y = x[order]
                for layer in layers:
                    y = layer @ y
            return y

        def flat(x=x, matrix=matrix, many=many):
            for _ in range(many):
                y = matrix @ x
            return y

        def library(x=x, many=many):
            for _ in range(many):
                y = np.fft.fft(x, axis=0)
            return y

        weights = sum(layer.nnz for layer in layers)
        rows.append(row(f"Fourier, n = {n}: sparse layers", weights, n * n, sparse, flat, options.repeats))
        rows.append(row(f"Fourier, n = {n}: numpy.fft", weights, n * n, library, flat, options.repeats))
    n, x = 1024, rng.standard_normal((1024, options.batch))
    for k in (32, 128, 384, 512, 640):
        matrix = rng.standard_normal((n, k)) @ rng.standard_normal((k, n))
        outer, inner = low_rank_pair(matrix, k)

        def thin(x=x, outer=outer, inner=inner):
            return outer @ (inner @ x)

        def full(x=x, matrix=matrix):
            return matrix @ x

        rows.append(row(f"rank {k} of {n}: thin pair", 2 * n * k, n * n, thin, full, options.repeats))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
