"""Links between spans (`by`, `at`): ids to positions for writers, and back for readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from data.article import Span
from data.errors import SitrepError
from data.labels import LINKS


@dataclass(frozen=True, slots=True)
class Link:
    """A link read from a file.

    Attributes:
        where: file and line (or task), for messages.
        name: `by` or `at`.
        origin: position of the span that carries the link.
        target: position of the span that it refers to.
    """

    where: str
    name: str
    origin: int
    target: int


def resolve(spans: Sequence[Span]) -> list[dict[str, int]]:
    """For each span, its links whose id stands on exactly one span: name -> that position."""
    count = Counter(span.id for span in spans)
    position = {s.id: n for n, s in enumerate(spans) if s.id is not None and count[s.id] == 1}
    return [
        {k: position[v] for k, v in span.attributes.items() if k in LINKS and v in position}
        for span in spans
    ]


def attach(spans: Sequence[Span], links: Iterable[Link], names: Sequence[str]) -> list[Span]:
    """Write links into the attributes of spans.

    Args:
        spans: in the order that positions count.
        links: what to attach.
        names: for each span the id that it gets if a link refers to it and it has none.

    Raises:
        SitrepError: a span carries the same link twice.
    """
    out = list(spans)
    taken = {span.id for span in spans}
    for link in links:
        name = out[link.target].id
        if name is None:
            name = names[link.target]
            while name in taken:
                name += "_"
            taken.add(name)
            out[link.target] = replace(out[link.target], id=name)
        origin = out[link.origin]
        if link.name in origin.attributes:
            raise SitrepError(
                f"{link.where}: {origin.label} [{origin.start}, {origin.end}) has '{link.name}'"
                " twice; keep one."
            )
        out[link.origin] = replace(origin, attributes={**origin.attributes, link.name: name})
    return out
