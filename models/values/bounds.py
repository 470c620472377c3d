"""The interval that a casualty figure claims.

Number words become digits (`models.values.digits`); what stands around the first number then says
whether it bounds the count from below, from above, or both. Vague number words have the
values of the guidelines.
"""

from __future__ import annotations

import re

from models.values.digits import NUMBER, number, to_digits

#: Lowest and highest count claimed; None where open.
Bounds = tuple[int | None, int | None]

_ORDINAL = r"(?!st\b|nd\b|rd\b|th\b|[0-9])"
_VAGUE = {
    "hundreds of thousands": 200_000, "tens of thousands": 20_000, "dozens": 24, "scores": 40,
    "tens": 20, "hundreds": 200, "thousands": 2_000, "millions": 2_000_000,
}  # fmt: skip
_SCALE = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_FEW = {"several": 3, "few": 3, "handful": 3}
_EXACT = {"both": 2, "couple": 2, "pair": 2, "twins": 2, "trio": 3}

_AGE = re.compile(
    r"\b[\w-]+[ -](?:year|month|week|day)s?[ -]olds?\b|\baged? [\w-]+|, [0-9]{1,3}(?=,|$)"
    r"|\b\w+-(?:star|month|time|term)\b"
)
_NONE = re.compile(
    r"^(?:no|none|nobody|zero|nil|without|not (?:one|an?|any|a single))\b"
    r"(?! (?:fewer|less|more)\b)"
)
_LOW = re.compile(
    r"\b(?:at (?:the very )?least|more than|over|above|beyond|(?:no|not) (?:fewer|less) than"
    r"|upwards? of|in excess of|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|(?:a )?minimum of"
    r"|minimum)\b|>"
)
_HIGH = re.compile(
    r"\b(?:up to|nearly|near|almost|(?<!no )(?<!not )(?:fewer|less) than|under|below|as many as"
    r"|as much as|at (?:the )?most|(?:no|not) more than|(?:a )?maximum of|close to|approaching"
    r"|maximum)\b|<"
)
_LOW_AFTER = re.compile(
    r"^(?: ?\+| (?:or|and) more\b(?! than)|[ -]plus\b| at (?:the very )?least\b)"
)
_HIGH_AFTER = re.compile(r"^ or (?:fewer|less)\b")
# The same words just before a span that began after them.
_LOW_BEFORE = re.compile(
    r"\b(?:at least|more than|exceed(?:s|ed|ing)?|pass(?:es|ed|ing)|topp(?:ed|ing)|tops"
    r"|surpass(?:es|ed|ing)?|upwards? of|(?:no|not) (?:fewer|less) than)\s+(?:the\s+|a\s+)?$"
)
_HIGH_BEFORE = re.compile(
    r"\b(?:up to|nearly|almost|(?<!no )(?<!not )(?:fewer|less) than|as many as|at most"
    r"|(?:no|not) more than"
    r"|(?:did|does|do|had|has|have) not (?:lose|lost|exceed(?:ed)?|reach(?:ed)?))\s+$"
)
# `without a single casualty`, `without losing one man`: nobody.
_NONE_BEFORE = re.compile(r"\bwithout (?:losing |the loss of |suffering )?$")
_ANY_ONE = re.compile(r"(?:an?|one|any)\b(?! of\b)")
_DOZEN = re.compile(r"\b(half an? |several |a few |a couple (?:of )?|an? )?(dozen|score)\b")
_PLURAL = re.compile(
    r"(?:[^s]s|people|men|women|children|troops|personnel|police|militia|crew|dead|wounded)$"
)
_OUTCOME_TAIL = re.compile(
    r"\s+(?:shot |feared |found |reported |confirmed )?(?:dead|killed|wounded|injured|hurt|missing"
    r"|captured|abducted|kidnapped|lost|taken|slain|maimed|seized|held)\b.*$"
)


def bounds(surface: str, before: str = "", after: str = "") -> Bounds:
    """Read a figure.

    Args:
        surface: the figure's words.
        before: text that stands just before it.
        after: text that stands just after it.

    Returns:
        Lowest and highest count, the one not above the other; at least one is given.
    """
    text = " ".join(surface.translate(_DASHES).lower().split())
    text = _AGE.sub(" person ", text).strip().replace("/", " or ")
    text = re.sub(r"\bhalf[ -](?:an?[ -])?(?=dozen)", "half a ", text)
    text = re.sub(r"(?<=\w)-(?=(?:dozen|score|hundred|thousand|million)\b)", " ", text)
    if _NONE.match(text):
        return 0, 0
    if _NONE_BEFORE.search(before[-40:].lower()) and _ANY_ONE.match(text):
        return 0, 0
    exact, rest, lead = _quantity(text)
    low, high = exact
    if low is not None and low == high:
        context = before[-40:].lower()
        if _HIGH.search(lead) or _HIGH_AFTER.match(rest) or _HIGH_BEFORE.search(context):
            return None, high
        tail = after[:20].lower()
        if (
            _LOW.search(lead)
            or _LOW_AFTER.match(rest)
            or _LOW_AFTER.match(tail)
            or _LOW_BEFORE.search(context)
        ):
            return low, None
    return low, high


_DASHES = str.maketrans('–—‒‑−’‘“”"', "-----''   ")


def _quantity(text: str) -> tuple[Bounds, str, str]:
    """The claimed interval without its approximator, what follows it, and what leads to it."""
    digits = to_digits(text)
    pair = re.search(rf"({NUMBER})(?: ?- ?| to | or | and )({NUMBER}){_ORDINAL}", digits)
    first = re.search(rf"(?:{NUMBER}){_ORDINAL}", digits)
    vague = _vague(text)
    if pair and first and pair.start() == first.start() and _is_range(digits, pair):
        low, high = _scaled(number(pair[1]), number(pair[2]), text)
        if low < high:
            factor, end = _factor(digits, pair.end())
            return (low * factor, high * factor), digits[end:], ""
    if vague and (not first or vague[1] < first.start()):
        return (vague[0], None), "", ""
    if first:
        factor, end = _factor(digits, first.end())
        count = number(first[0]) * factor
        lead = digits[: first.start()]
        if re.search(r"\b(?:several|(?:a )?few|handful of)(?: of)? $", lead):
            return (3 * count, None), "", ""
        if re.search(r"\bcouple(?: of)? $", lead):
            count *= 2
        elif re.search(r"\bhalf an? $", lead):
            count //= 2
        return (count, count), digits[end:], lead
    return _wordless(text)


def _wordless(text: str) -> tuple[Bounds, str, str]:
    """A figure without a number: `half a dozen`, `several`, `both pilots`, `a girl`, `soldier`."""
    if scaled := _DOZEN.search(text):
        word, size = scaled[1] or "", _SCALE[scaled[2]]
        if word.startswith(("several", "a few")):
            return (3 * size, None), "", ""
        count = size // 2 if word.startswith("half") else size * (2 if "couple" in word else 1)
        return (count, count), text[scaled.end() :], text[: scaled.start()]
    for found in re.finditer(r"[a-z]+", text):
        if (few := _FEW.get(found[0])) is not None:
            return (few, None), "", ""
        if (count := _EXACT.get(found[0], 0)) and not text.startswith("one "):
            return (count, count), "", ""
    if re.match(r"(?:an?|another|every|each)\b", text):
        return (1, 1), "", ""
    head = re.split(r" (?:of|from|in|at|with) ", _OUTCOME_TAIL.sub("", text))[0]
    return ((2, None) if _PLURAL.search(head) else (1, 1)), "", ""


def _vague(text: str) -> tuple[int, int] | None:
    """Lowest count of a vague plural such as `dozens`, and where it stands."""
    for phrase, low in _VAGUE.items():
        if found := re.search(rf"\b{phrase}\b", text):
            return low, found.start()
    return None


def _is_range(digits: str, pair: re.Match[str]) -> bool:
    """True unless `and` joins two numbers that no `between` comes before."""
    return " and " not in pair[0] or bool(re.search(r"\bbetween $", digits[: pair.start()]))


def _scaled(low: int, high: int, text: str) -> tuple[int, int]:
    """`two to three hundred`, `8-10,000`: the second number's scale belongs to both."""
    for word, size in (("million", 1_000_000), ("thousand", 1_000), (",000", 1_000),
                       ("hundred", 100)):  # fmt: skip
        if word in text and high % size == 0 and 0 < low < high // size:
            return low * size, high
    return low, high


def _factor(digits: str, end: int) -> tuple[int, int]:
    """Factor of a scale word after a number (`2 dozen`) and where the quantity ends."""
    found = re.match(r" (dozen|score|hundred|thousand|million)\b", digits[end:])
    return (_SCALE[found[1]], end + found.end()) if found else (1, end)
