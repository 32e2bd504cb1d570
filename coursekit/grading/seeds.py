"""The instructor's secret, from which the probe points of grading follow.

One secret serves a class, and one set of points each question: whoever gives the same answer gets
the same verdict, in the first grading and in every later one, and what the judge needs at those
points is computed once. The points are of no use to a student who sees them, because nothing of
what a notebook does leaves its process, and because what has to be known is not where an answer is
looked at but what is right there.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from coursekit.grading.errors import GradingError

__all__ = ["BYTES", "probe_seed", "read_secret", "secret_for", "seed_id"]

#: Length of a secret.
BYTES = 32


def secret_for(gradebook: Path) -> Path:
    """Return where the secret of a gradebook is kept by default: beside it.

    >>> secret_for(Path("marks.db")).name
    'marks.db.seed'
    """
    return gradebook.with_name(gradebook.name + ".seed")


def read_secret(path: Path, *, create: bool = True) -> bytes:
    """Return the secret in ``path``; make it there first if there is none and ``create`` says so.

    The file can be read by its owner only. Raises GradingError if it cannot be read or written, or
    if it is no secret.
    """
    try:
        if create:
            _create(path)
        secret = path.read_bytes()
    except OSError as error:
        raise GradingError(
            f"the seed file {path} cannot be used: {error.strerror}; it holds the secret from "
            "which the probe points follow: name another one with --seed-file"
        ) from error
    if len(secret) != BYTES:
        raise GradingError(
            f"the seed file {path} has {len(secret)} bytes instead of {BYTES}; name the right one "
            "with --seed-file, or delete it to draw a new secret and grade everybody again"
        )
    return secret


def _create(path: Path) -> None:
    """Write a fresh secret unless the file exists; two at once cannot both win."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        # A link is there whole or not at all, and never replaces one that is.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def seed_id(secret: bytes) -> str:
    """Return a name for the secret, from which it cannot be found.

    >>> seed_id(bytes(32))
    '6595a73cf45c'
    """
    return hashlib.sha256(b"coursekit seed id|" + secret).hexdigest()[:12]


def probe_seed(secret: bytes, sheet: str) -> bytes:
    """Return what `Exercise.judge` takes as seed for the questions of ``sheet``."""
    return hmac.new(secret, b"probe points|" + sheet.encode(), hashlib.sha256).digest()
