"""What the rules ask for at one address, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .kinds import KINDS
from .nouns import Edit, Left, Owner, Unsure, Wish
from .spelling import Spelled

__all__ = ["address_edits", "at_address"]


def at_address(group: Iterable[Wish]) -> list[Wish]:
    """Return the wishes for another address, in the order in which they are applied."""
    order = list(KINDS)
    return sorted((wish for wish in group if wish.rule in KINDS and KINDS[wish.rule].address), key=lambda wish: order.index(wish.rule))


def address_edits(steps: Iterable[Wish], spelled: Spelled, owner: Owner) -> Iterator[Edit | Left]:
    """Yield the edits that give an address what its rules ask for, each reading what the one before has written."""
    asked = []
    for wish in steps:
        change = KINDS[wish.rule].address
        assert change is not None
        try:
            changes = change(spelled.says, wish.link, owner)
        except Unsure as why:
            yield Left(wish.rule, str(why), line=wish.line)
            continue
        asked += [wish.rule] if changes else []
        spelled.change(changes, len(asked) - 1)
    yield from (Edit(*splice, asked[asker]) for splice, asker in spelled.splices())
