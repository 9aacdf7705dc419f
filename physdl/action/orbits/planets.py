"""The Sun and its planets in numbers: masses, radii, and where they stood at noon of 1 January 2000.

Six numbers for each of nine bodies are all that Newton's law asks of us, and six more for each say where the ephemeris
has them 48 years later. The Earth stands for the common centre of Earth and Moon, with the mass of both.

From the ephemeris DE421 of the Jet Propulsion Laboratory (W. M. Folkner, J. G. Williams and D. H. Boggs, *The planetary
and lunar ephemeris DE 421*, IPN Progress Report 42-178, 2009): Chebyshev series of positions in km, here divided by its
au, and their derivatives, at the Julian dates 2,451,545.0 and 2,469,081.0 (TDB), relative to the Solar System's centre
of mass, along the axes of the celestial equator. Masses are its ratios to that of the Sun. Radii: mean radii of B. A.
Archinal et al. (2018), and the nominal radius of the Sun of the International Astronomical Union (2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check

__all__ = ["SolarSystem", "solar_system"]

NAMES = ("Sun", "Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")
_SUN_OVER = (6_023_597.400017, 408_523.718655, 328_900.559150, 3_098_703.590267)
_SUN_OVER += (1_047.348625455, 3_497.901767760, 22_902.981612915, 19_412.237345518)
_RADII = (695_700.0, 2_439.4, 6_051.8, 6_371.0, 3_389.5, 69_911.0, 58_232.0, 25_362.0, 24_622.0)  # km
_OBLIQUITY = np.radians(84_381.448 / 3600)  # of the ecliptic of 2000
AU = 149_597_870.7  # km

# x, y, z in au, then their rates in au a day, for each body
_IN_2000 = (
    (
        -7.1364563952443e-03,
        -2.6470218529022e-03,
        -9.2294787101864e-04,
        5.3784588164690e-06,
        -6.7581861706872e-06,
        -3.0328493086828e-06,
    ),
    (
        -1.3723006244532e-01,
        -4.0324073596685e-01,
        -2.0141226351948e-01,
        2.1371774104504e-02,
        -4.9330575561750e-03,
        -4.8504664713086e-03,
    ),
    (
        -7.2543875281055e-01,
        -4.8921267913052e-02,
        2.3717689682236e-02,
        8.0349596848929e-04,
        -1.8498595669142e-02,
        -8.3727681842069e-03,
    ),
    (
        -1.8429524026223e-01,
        8.8475983751590e-01,
        3.8381376971110e-01,
        -1.7197730597309e-02,
        -2.9096001931402e-03,
        -1.2615424880722e-03,
    ),
    (
        1.3835794654229e00,
        -1.2458054030935e-03,
        -3.7883113428886e-02,
        6.7687798404341e-04,
        1.3807279329647e-02,
        6.3148675831413e-03,
    ),
    (
        3.9940407121333e00,
        2.7339318400365e00,
        1.0745889511250e00,
        -4.5629350350305e-03,
        5.8747040836484e-03,
        2.6292699134813e-03,
    ),
    (
        6.3992724071771e00,
        6.1720107822052e00,
        2.2738477988021e00,
        -4.2869734135215e-03,
        3.5215863860678e-03,
        1.6388986618825e-03,
    ),
    (
        1.4424720796004e01,
        -1.2508913423542e01,
        -5.6826103651263e00,
        2.6834835172543e-03,
        2.4552465918810e-03,
        1.0373759878326e-03,
    ),
    (
        1.6804912254287e01,
        -2.2982749682525e01,
        -9.8253485442157e00,
        2.5846531886008e-03,
        1.6616666981557e-03,
        6.1578238545100e-04,
    ),
)
_IN_2048 = (
    (
        -3.3295799041263e-03,
        -2.3463980764251e-03,
        -9.3251646518591e-04,
        4.7054289956306e-06,
        -4.1537168465016e-06,
        -1.8574018866536e-06,
    ),
    (
        3.5611668125047e-01,
        -2.9997057221236e-02,
        -5.2935390788457e-02,
        -1.8635632918704e-03,
        2.5734132041385e-02,
        1.3942091710660e-02,
    ),
    (
        -6.8965232086993e-01,
        -2.1769821447142e-01,
        -5.4441955700806e-02,
        6.0159121668407e-03,
        -1.7524157321555e-02,
        -8.2668378444312e-03,
    ),
    (
        -2.4354403999585e-01,
        8.7253106595428e-01,
        3.7826191423237e-01,
        -1.6958344046501e-02,
        -3.9198846783927e-03,
        -1.6988313408331e-03,
    ),
    (
        -1.6540838535087e00,
        -2.5072725383811e-02,
        3.3087039783632e-02,
        5.8739960552095e-04,
        -1.1633309461964e-02,
        -5.3516694672092e-03,
    ),
    (
        2.8854865731513e00,
        3.7789534611314e00,
        1.5494212066482e00,
        -6.2590163352472e-03,
        4.2699670594276e-03,
        1.9824040674538e-03,
    ),
    (
        1.1445517191983e00,
        -9.2068500932884e00,
        -3.8529232972959e00,
        5.2412731656328e-03,
        6.5797921071082e-04,
        4.5944992089951e-05,
    ),
    (
        -1.6940514537853e01,
        6.2549718245023e00,
        2.9789446195222e00,
        -1.5175190771800e-03,
        -3.5120714851933e-03,
        -1.5167281698172e-03,
    ),
    (
        1.9210894951695e01,
        2.1261529273333e01,
        8.2241679474817e00,
        -2.4183456582506e-03,
        1.8694379432138e-03,
        8.2537809401963e-04,
    ),
)


@dataclass(frozen=True)
class SolarSystem:
    """Nine bodies at a moment.

    Attributes
    ----------
    names : tuple of str
        Sun, Mercury, …, Neptune.
    days : int
        After noon of 1 January 2000: 0 or 17,536.
    mass : array, shape (9,)
        In masses of the Sun.
    radius : array, shape (9,)
        In km.
    position, velocity : array, shape (9, 3)
        In au and au a day, from the centre of mass, in the ecliptic of 2000: x to the vernal equinox, z to its north.

    Notes
    -----
    See :lesson:`1.6`.
    """

    names: tuple
    days: int
    mass: np.ndarray
    radius: np.ndarray
    position: np.ndarray
    velocity: np.ndarray


def solar_system(year=2000):
    """Return the Sun and the eight planets as the ephemeris DE421 has them.

    Parameters
    ----------
    year : int
        2000 (at noon of 1 January) or 2048 (17,536 days later, at noon of 5 January).

    Returns
    -------
    SolarSystem
        In double precision, as many digits as the ephemeris computes with; observations bear out fewer. The sum of all
        momenta is not quite zero, since Pluto and the asteroids are left out.

    Raises
    ------
    ValueError
        If the table has no such year.

    Notes
    -----
    See :lesson:`1.6`.

    Examples
    --------
    >>> system = solar_system()
    >>> float(np.linalg.norm(system.position[3] - system.position[0]).round(4))  # the Earth, near its perihelion
    0.9833
    """
    tables = {2000: (0, _IN_2000), 2048: (17_536, _IN_2048)}
    if isinstance(year, np.integer):
        year = int(year)
    days, table = tables[_check.choice("year", year, tuple(tables))]
    table = np.reshape(table, (9, 2, 3))
    cosine, sine = np.cos(_OBLIQUITY), np.sin(_OBLIQUITY)
    turned = table @ np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
    mass = np.array([1.0, *(1 / ratio for ratio in _SUN_OVER)])
    return SolarSystem(NAMES, days, mass, np.array(_RADII), turned[:, 0], turned[:, 1])
