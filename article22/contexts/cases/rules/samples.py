"""A random sample that anybody can draw again: the same seed gives the same cases, as long as the same cases are there."""

import secrets

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

LONGEST_SEED = 40
SIZES = range(1, 201)
USUAL_SIZE = 20


def new_seed() -> str:
    """A seed that nobody chose."""
    return secrets.token_hex(4)


def check_sample(seed: str, size: int) -> None:
    """Refuse a seed or a size that is none. Raises NotUnderstood."""
    if not (seed.isascii() and seed.isalnum() and len(seed) <= LONGEST_SEED):
        raise NotUnderstood(Text("sample.seed", "A seed is at most {most} letters and digits.", most=LONGEST_SEED))
    if size not in SIZES:
        raise NotUnderstood(Text("sample.size", "A sample has {fewest} to {most} cases.", fewest=SIZES[0], most=SIZES[-1]))
