"""Data for the choice of models: concrete that was broken, and two sets on which programs are put to the test."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from physdl import _check

_DELTA = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048]


@cache
def _stored():
    with as_file(files("physdl") / "data" / "concrete.npz") as path, np.load(path) as file:
        return file["mixtures"] / 10, file["age"].astype(float), file["strength"] / 100


def load_concrete():
    """Return 1,030 strengths of concrete: what went into the mixer, how old it was, what it bore.

    Returns
    -------
    masses : array, shape (1030, 7)
        Cement, blast furnace slag, fly ash, water, superplasticiser, coarse and fine aggregate, in kg per m³.
    age : array, shape (1030,)
        In days.
    strength : array, shape (1030,)
        Compressive strength in MPa.
    mixture : array of int, shape (1030,)
        Which of the 427 different mixtures it was. 25 rows repeat others in all.

    Notes
    -----
    Source: I.-C. Yeh, Cement and Concrete Research 28 (1998) 1797, doi:10.1016/S0008-8846(98)00165-3; UCI Machine
    Learning Repository, doi:10.24432/C5PK67, CC BY 4.0. See :lesson:`5.4`.

    Examples
    --------
    >>> masses, age, strength, mixture = load_concrete()
    >>> masses.shape, int(mixture.max()) + 1
    ((1030, 7), 427)
    """
    masses, age, strength = (part.copy() for part in _stored())
    _, mixture = np.unique(masses, axis=0, return_inverse=True)
    return masses, age, strength, mixture.ravel()


def load_longley():
    """Return J. W. Longley's sixteen years of the economy of the United States, and what NIST certifies of their fit.

    Returns
    -------
    x : array, shape (16, 7)
        Ones, price deflator, gross national product, unemployed, armed forces, population, year.
    y : array, shape (16,)
        Employed, in thousands.
    certified : array, shape (7,)
        The coefficients of the least-squares fit, to fifteen digits.

    Notes
    -----
    Source: J. W. Longley, Journal of the American Statistical Association 62 (1967) 819,
    doi:10.1080/01621459.1967.10500896; NIST Statistical Reference Datasets. See :lesson:`5.4`.
    """
    with as_file(files("physdl") / "data" / "longley.csv") as path:
        table = np.loadtxt(path, delimiter=",", skiprows=3)
    certified = [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683]
    certified += [-1.03322686717359, -0.0511041056535807, 1829.15146461355]
    return np.column_stack([np.ones(len(table)), table[:, 1:]]), table[:, 0], np.array(certified)


def wampler(number):
    r"""Return R. H. Wampler's test of least squares: a polynomial of degree five under errors that it cannot see.

    .. math:: y_i = \sum_{j=0}^5 c^j x_i^j + s\,\delta_i, \qquad x_i = 0, 1, \dots, 20,

    with c = 1, and c = 1/10 in the second set. The errors δ are orthogonal to every polynomial of degree five, so the
    certified coefficients are the :math:`c^j`, whatever s is: 0, 0, 1, 100, 10,000 for the sets 1 to 5.

    Parameters
    ----------
    number : int
        1 to 5.

    Returns
    -------
    x : array, shape (21, 6)
        The powers 0 to 5.
    y : array, shape (21,)
    certified : array, shape (6,)

    Raises
    ------
    ValueError
        If there is no such set.

    Notes
    -----
    Source: R. H. Wampler, Journal of the American Statistical Association 65 (1970) 549,
    doi:10.1080/01621459.1970.10481105; NIST Statistical Reference Datasets. See :lesson:`5.4`.
    """
    number = _check.whole("number", number, minimum=1, maximum=5)
    powers = np.vander(np.arange(21.0), 6, increasing=True)
    if number == 2:  # in whole numbers: 100,000 y is one
        return powers, powers @ 10.0 ** np.arange(5, -1, -1) / 1e5, 0.1 ** np.arange(6)
    delta = np.array(_DELTA + _DELTA[-2::-1], dtype=float)
    size = {1: 0.0, 3: 1.0, 4: 100.0, 5: 10_000.0}[number]
    return powers, powers.sum(axis=1) + size * delta, np.ones(6)
