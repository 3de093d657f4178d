"""Passwords: argon2 hashes, a rule of length only, and made-up ones to throw away."""

import secrets
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from riskkit.errors import Fault, ParameterError

SHORTEST: Final = 12
LONGEST: Final = 256
"""Characters; a longer one would only cost time."""

WORDS: Final = (
    "appel", "berk", "cirkel", "duin", "eiland", "fluit", "gracht", "haven", "inkt", "jas", "kade", "lente",
    "molen", "noot", "oever", "plein", "rivier", "strand", "toren", "uil", "veer", "wolk", "zolder", "kompas",
    "ladder", "mantel", "olijf", "parel", "robijn", "spiegel", "tafel", "vlinder",
)  # fmt: skip


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _decoy() -> str:
    """Return a hash to compare with where there is no account, so that both take as long."""
    return _hasher().hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password.

    Raises
    ------
    ParameterError
        It is shorter than 12 or longer than 256 characters.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ParameterError(
            Fault("password", "has a length that is not allowed", f"{SHORTEST} to {LONGEST} characters")
        )
    return _hasher().hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Return whether a password fits a stored hash; takes as long where there is none."""
    try:
        right = _hasher().verify(stored or _decoy(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def throw_away_password() -> str:
    """Return a made-up password of four words and three digits, easy to type once."""
    words = "-".join(secrets.choice(WORDS) for _ in range(4))
    return f"{words}-{secrets.randbelow(900) + 100}"
