"""The harmonic oscillator's propagator in closed form."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.path_integral import asked


def mehler(x, y, time, omega=1.0, *, mass=1.0, hbar=1.0):
    r"""Return the amplitude of a harmonic oscillator to get from y to x.

    With :math:`\rho = e^{-i\omega t}`,

    .. math:: \begin{gathered}
              K(x, t; y, 0) = \sqrt{\frac{m\omega}{\pi\hbar}}\;\frac{e^{-i\omega t/2}}{\sqrt{1 - \rho^2}} \\
              \cdot\;\exp\Big[-\frac{m\omega}{\hbar}\,\frac{(x^2 + y^2)(1 + \rho^2)/2 - 2\rho\,xy}{1 - \rho^2}\Big] .
              \end{gathered}

    In real time this is Feynman's form, with sin ωt under the root, and with the phase −π/2 for each half period that
    has passed: here :math:`1 - \rho^2` keeps to the right half plane, so that the root needs no care.

    Parameters
    ----------
    x, y : float or array
        Places, broadcast against each other.
    time : float or complex
        t > 0, no whole multiple of half a period; or −iτ with τ > 0; or any time between the two.
    omega, mass, hbar : float
        ω, m and ħ; positive.

    Returns
    -------
    array or number
        One over units of length. complex128; float64 in imaginary time.

    Raises
    ------
    ValueError
        If the time runs backwards or is that of a focus, where the kernel is a delta function.
    TypeError
        If an argument is not of the kind above.

    Notes
    -----
    F. G. Mehler, J. reine angew. Math. 66, 161 (1866), in imaginary time; the phase past the foci is in P. A. Horváthy,
    Int. J. Theor. Phys. 18, 245 (1979). See :lesson:`1.7`.

    Examples
    --------
    >>> near, far = mehler([0.0, 9.0], 0.0, np.pi / 2)  # from a point, after a quarter period, everywhere alike
    >>> bool(np.isclose(abs(near), abs(far)))
    True
    """
    x = _check.as_array("x", x, dtype=float, real=True)
    y = _check.broadcast("y", _check.as_array("y", y, dtype=float, real=True), "x", x.shape)
    time = asked.duration(time)
    omega, mass, hbar = (
        _check.positive(name, value) for name, value in (("omega", omega), ("mass", mass), ("hbar", hbar))
    )
    angle = omega * time
    asked.phases("time", angle)
    scale = mass * omega / hbar
    rho, away = np.exp(-1j * angle), -np.expm1(-2j * angle)  # ρ and 1 − ρ²
    if abs(away) < 1e-12:
        received = f"{omega * time.real / np.pi:.15g} half periods"
        raise _check.error("time", "not be a focus, where the kernel is a delta function", received)
    if not time.real:
        rho, away, angle = rho.real, away.real, 1j * angle.imag
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        lead = np.sqrt(scale / np.pi) * np.exp(-0.5j * angle) / np.sqrt(away)
        # (x² + y²)(1 + ρ²)/2 − 2ρxy is this, without the difference of two nearly equal numbers
        square = (x - y) * (x - y) * (1 + rho * rho) / 2 + x * y * ((1 - rho) * (1 - rho))
        power = scale * square / away
        if not (np.isfinite(power).all() and np.isfinite(lead)):
            raise _check.error("x", "leave finite exponents", "places or scales beyond 1e308")
        asked.phases("x", power.imag)
        kernel = lead * np.exp(-power)
    return (kernel if time.real else kernel.real)[()]
