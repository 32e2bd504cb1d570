"""Where the reference itself depends on its version."""

import matplotlib as mpl
import pytest
import scipy

__all__ = ["OLD_SCIPY", "recent_matplotlib", "recent_scipy"]


def _version(module):
    return tuple(int(part) for part in module.__version__.split(".")[:2])


#: Before 1.17, SciPy is the less exact of the two in quantiles, incomplete integrals and Cauchy's
#: tails; later ones agree with 50 digits there. Python 3.10 has no newer SciPy than 1.15.
OLD_SCIPY = _version(scipy) < (1, 17)

recent_scipy = pytest.mark.skipif(
    OLD_SCIPY,
    reason="SciPy before 1.17 is the less exact of the two here; "
    "pip install 'scipy>=1.17' on Python >= 3.11",
)

recent_matplotlib = pytest.mark.skipif(
    _version(mpl) < (3, 11),
    reason="Matplotlib before 3.11 sets words differently, and cuts some pictures a pixel shorter; "
    "pip install 'matplotlib>=3.11' on Python >= 3.11",
)
