"""Where the reference itself depends on its version."""

import pytest
import scipy

__all__ = ["recent_scipy"]

_VERSION = tuple(int(part) for part in scipy.__version__.split(".")[:2])

#: For comparisons with quantiles and incomplete integrals that older versions of SciPy get wrong;
#: those of 1.16 and later agree with 50 digits there. Python 3.10 has no newer SciPy than 1.15.
recent_scipy = pytest.mark.skipif(
    _VERSION < (1, 17),
    reason="SciPy before 1.17 is the less exact of the two here; pip install 'scipy>=1.17'",
)
