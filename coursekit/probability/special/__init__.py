"""Special functions that NumPy lacks: of the gamma, beta and error function families."""

from coursekit.probability.special.beta import betaln
from coursekit.probability.special.gamma import digamma, gammaln, polygamma
from coursekit.probability.special.incomplete_beta import betainc, betaincc
from coursekit.probability.special.incomplete_gamma import gammainc, gammaincc
from coursekit.probability.special.logs import log1mexp, log_sum_exp, xlog1py, xlogy
from coursekit.probability.special.normal import erf, erfc, log_ndtr, ndtr, ndtri
from coursekit.probability.special.quantiles import (
    betainccinv,
    betaincinv,
    gammainccinv,
    gammaincinv,
)

__all__ = [
    "betainc",
    "betaincc",
    "betainccinv",
    "betaincinv",
    "betaln",
    "digamma",
    "erf",
    "erfc",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "gammaln",
    "log1mexp",
    "log_ndtr",
    "log_sum_exp",
    "ndtr",
    "ndtri",
    "polygamma",
    "xlog1py",
    "xlogy",
]
