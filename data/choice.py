"""Choosing by a name that a user gave."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TypeVar

from data.errors import SitrepError

T = TypeVar("T")


def choose(known: Mapping[str, T], name: str, what: str) -> T:
    """What goes by that name.

    Args:
        known: what there is, by name.
        name: as the user gave it.
        what: what the names are of, for the sentence.

    Raises:
        SitrepError: there is none; the nearest name is given, or all of them.
    """
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(known)}."
    raise SitrepError(f"Unknown {what} '{name}'; {hint}")
