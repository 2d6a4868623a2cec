"""The 95% interval of a mean of few answers: Student's t instead of the normal distribution (S3)."""

from __future__ import annotations

from collections.abc import Iterable

from .scores import Z

FEW_IN_STRATUM = 5  # answers; of fewer, the variance is at least that within all strata together
FEW = 100  # answers; from there on, the normal distribution will do
PARTS = (2.372271, 2.822499, 2.555850, 1.589534)  # the polynomials of the expansion at Z
EXACT = {1: 12.706205, 2: 4.302653}


def errors_of(counts: Iterable[int]) -> float:
    """How many standard errors the interval of a mean reaches to each side. counts: the answers of each stratum.

    Each stratum takes one degree of freedom for its own mean; those of one answer are compared with the mean of all,
    and take one together.
    """
    known = [n for n in counts if n]
    if sum(known) >= FEW:
        return Z
    return quantile(sum(known) - sum(n > 1 for n in known) - (1 in known))


def quantile(df: int) -> float:
    """The two-sided 95% quantile of Student's t by the expansion of Cornish and Fisher, within 0.2% from 3 degrees of
    freedom on."""
    if df < 3:
        return EXACT[max(1, df)]
    return Z + sum(part / float(df) ** power for power, part in enumerate(PARTS, start=1))
