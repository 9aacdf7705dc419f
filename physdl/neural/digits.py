"""Real data: 1,797 handwritten digits on 8 × 8 pixels, which travel with the package.

E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository,
doi:10.24432/C50P49, CC BY 4.0: its test part. The pages of thirteen writers follow one another in the file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from physdl import _check

__all__ = ["load_digits", "split_digits"]


@cache
def _stored():
    with as_file(files("physdl") / "data" / "digits.npz") as path, np.load(path) as file:
        return file["images"], file["labels"]


def load_digits(*, dtype=float):
    """Return all digits in the order of the file, writer after writer.

    Parameters
    ----------
    dtype : dtype
        Of the images.

    Returns
    -------
    images : array, shape (1797, 64)
        Ink from 0 (none) to 1 (16 of 16 fine pixels inked), row after row of 8 × 8 pixels.
    labels : array of int, shape (1797,)
        The digit that the writer meant, 0 to 9.

    Notes
    -----
    See :lesson:`3.1`.

    Examples
    --------
    >>> images, labels = load_digits()
    >>> images.shape, labels[:5]
    ((1797, 64), array([0, 1, 2, 3, 4]))
    """
    dtype = _check.floating("dtype", dtype, "f")
    images, labels = _stored()
    return images.reshape(len(images), -1).astype(dtype) / dtype.type(16), labels.astype(int)


def split_digits(rng=None, *, test=0.2, dtype=float):
    """Return the digits in two parts: one to learn from, one that is only looked at in the end.

    Parameters
    ----------
    rng : numpy.random.Generator, optional
        Draws the test digits at random from all writers. Without it the file's last digits are the test: then it asks
        about writers that were hardly seen.
    test : float
        The fraction in the test, between 0 and 1.
    dtype : dtype
        Of the images.

    Returns
    -------
    images, labels : arrays, shapes (n, 64) and (n,)
        To learn from.
    test_images, test_labels : arrays, shapes (1797 − n, 64) and (1797 − n,)

    Raises
    ------
    ValueError
        If `test` does not leave digits on both sides.

    Notes
    -----
    See :lesson:`3.1`.
    """
    _check.generator("rng", rng, optional=True)
    images, labels = load_digits(dtype=dtype)
    held = round(_check.finite_number("test", test) * len(labels))
    if not 0 < held < len(labels):
        raise _check.error("test", "lie between 0 and 1, so that both parts hold digits", test)
    order = np.arange(len(labels)) if rng is None else rng.permutation(len(labels))
    learn, rest = order[:-held], order[-held:]
    return images[learn], labels[learn], images[rest], labels[rest]
