"""Guides: read them, check them, walk them. Pure: no clock, no database, no network.

`read` turns `data/guides/*.yml` into the nouns of `model`, `check` says what is wrong with one, `walk` moves a
customer through it, and `hear` finds out which answer the customer's own words mean.
"""

from mend.guides.check import check
from mend.guides.model import Answer, BadGuide, End, Guide, Guides, Step, Way
from mend.guides.read import read, read_all

__all__ = [
    "Answer",
    "BadGuide",
    "End",
    "Guide",
    "Guides",
    "Step",
    "Way",
    "check",
    "read",
    "read_all",
]
