"""Words for coefficients of agreement, as their authors proposed them; a habit, no law of nature."""

from bisect import bisect_right
from typing import Final

_WORDS: Final[dict[str, tuple[tuple[float, ...], tuple[str, ...]]]] = {
    # Krippendorff 2019, Content Analysis, 4th edition, section 12.4
    "alpha": ((0.667, 0.8), ("unreliable", "tentative", "reliable")),
    # Koo & Li 2016, Journal of Chiropractic Medicine 15:155-163
    "icc": ((0.5, 0.75, 0.9), ("poor", "moderate", "good", "excellent")),
    # Landis & Koch 1977, Biometrics 33:159-174
    "kappa": (
        (0.0, 0.2, 0.4, 0.6, 0.8),
        ("none", "slight", "fair", "moderate", "substantial", "almost_perfect"),
    ),
}


def benchmark(family: str, value: float) -> str:
    """Return the key of the word for a coefficient: "alpha_reliable", "kappa_fair", ...

    Parameters
    ----------
    family : {"alpha", "icc", "kappa"}
        Whose words. A value on an edge gets the higher word.
    value : float
        The coefficient, or a limit of its interval.
    """
    edges, words = _WORDS[family]
    return f"{family}_{words[bisect_right(edges, value)]}"
