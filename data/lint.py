"""Places where an annotator may have missed something: to be looked at, never certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from data.article import Article
from data.findings import Finding, Labelled

#: A form is looked for once it was labelled this often …
LABELLED = 3
#: … and in at least this share of the places where it stands.
SHARE = 0.7

_CUES = re.compile(
    r"\b(?:said|says|told|according to|reported|reportedly|allegedly|alleged|claimed|claims"
    r"|announced|confirmed|denied|warned|added|wrote|stated|accused|blamed|estimated)\b",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?:\d[\d,.]*\d|\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty"
    r"|dozens|scores|hundreds|thousands|several)"
)
_HARM = r"(?:killed|wounded|injured|dead|died|captured|missing|abducted|kidnapped|taken prisoner)"
_BEFORE = re.compile(rf"\b({_NUMBER})\b(?:[ -][\w-]+){{0,4}}? {_HARM}\b", re.IGNORECASE)
_AFTER = re.compile(
    rf"\b(?:killed|killing|wounded|wounding|injured|injuring|captured|capturing) "
    rf"(?:at least |about |some |more than |up to |another )?({_NUMBER})\b",
    re.IGNORECASE,
)


def lint(read: Sequence[Labelled]) -> list[Finding]:
    """All doubtful places, in the order of files and lines."""
    found = [*_forms(read)]
    for item in read:
        article = item.article
        for match in _CUES.finditer(article.text):
            if not _covered(article, match.start(), match.end(), ("cue",)):
                found.append(_finding(item, match.start(), f"'{match.group()}' is no cue"))
        for pattern in (_BEFORE, _AFTER):
            for match in pattern.finditer(article.text):
                start, end = match.span(1)
                if not _covered(article, start, end, ("casualty",)):
                    found.append(_finding(item, start, f"'{match.group()}' holds no figure"))
    return sorted(found, key=lambda f: (str(f.path), f.line, f.message))


def _forms(read: Sequence[Labelled]) -> Iterator[Finding]:
    """Names that are mostly labelled, where they are not."""
    counts: dict[str, int] = defaultdict(int)
    for item in read:
        for span in item.article.spans:
            if span.label in ("unit", "location"):
                counts[item.article.surface(span)] += 1
    wanted = {form for form, count in counts.items() if count >= LABELLED and form[0].isupper()}
    if not wanted:
        return
    alternatives = "|".join(re.escape(form) for form in sorted(wanted, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
    bare: dict[str, list[tuple[Labelled, int]]] = defaultdict(list)
    for item in read:
        for match in pattern.finditer(item.article.text):
            if not _covered(item.article, *match.span(), ("unit", "location")):
                bare[match.group()].append((item, match.start()))
    for form, places in bare.items():
        share = counts[form] / (counts[form] + len(places))
        if share >= SHARE:
            for item, start in places:
                yield _finding(item, start, f"'{form}' is bare here, labelled {counts[form]} times")


def _covered(article: Article, start: int, end: int, labels: tuple[str, ...]) -> bool:
    return any(
        span.start < end and start < span.end for span in article.spans if span.label in labels
    )


def _finding(item: Labelled, start: int, message: str) -> Finding:
    text = item.article.text
    around = text[max(0, start - 40) : start + 50].replace("\n", " ")
    return Finding(item.path, item.line_at(start), f"{message}: …{around}…", "lint")
