"""How likely chance is: the upper tails of the binomial and of the beta-binomial distribution.

P(X ≥ x) of n trials with probability p is the regularized incomplete beta function I_p(x, n − x + 1), which is computed
by its continued fraction (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5.8 and 26.5.24). The tail of
the beta-binomial distribution is the sum of its probabilities.
"""

from __future__ import annotations

from math import exp, lgamma, log

TINY = 1e-300
CLOSE = 1e-12
STEPS = 400


def upper_tail(x: int, n: int, p: float) -> float:
    """P(X ≥ x) of n trials with probability p."""
    if x <= 0 or p >= 1:
        return 1.0
    if p <= 0 or x > n:
        return 0.0
    a, b = x, n - x + 1
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(p) + b * log(1 - p))
    if p < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, p) / a
    return 1 - front * _fraction(b, a, 1 - p) / b


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, _inverse(1 - (a + b) * x / (a + 1))
    found = d
    for step in range(1, STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        change = 1.0
        for part in (even, odd):
            d = _inverse(1 + part * d)
            c = 1 + part / c
            change *= d * c
        found *= change
        if abs(change - 1) < CLOSE:
            break
    return found


def _inverse(value: float) -> float:
    return 1 / (value if abs(value) > TINY else TINY)


def scattered_tail(x: int, n: int, a: float, b: float) -> float:
    """P(X ≥ x) of the beta-binomial distribution of n trials with the parameters a and b."""
    if x <= 0:
        return 1.0
    if x > n or a <= 0:
        return 0.0
    if b <= 0:
        return 1.0
    base = lgamma(n + 1) + lgamma(a + b) - lgamma(a) - lgamma(b) - lgamma(n + a + b)
    term = exp(base - lgamma(x + 1) - lgamma(n - x + 1) + lgamma(x + a) + lgamma(n - x + b))
    total = term
    for k in range(x, n):
        term *= (n - k) * (k + a) / ((k + 1) * (n - k - 1 + b))
        total += term
        if term < total * CLOSE:
            break
    return min(total, 1.0)
