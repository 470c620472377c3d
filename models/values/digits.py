"""The number words of a casualty figure as digits, by `text2digits` and what it cannot read."""

from __future__ import annotations

import re
from functools import lru_cache

from text2digits.text2digits import Text2Digits

_READER = Text2Digits(convert_ordinals=False)

_START = r"(?<![\w.])(?<![a-z]-)"  # not the digits of `F-16`
#: A number in digits; a count of fifteen is more than all people who ever lived.
NUMBER = (
    rf"{_START}[0-9]{{1,3}}(?:[, ][0-9]{{3}}){{1,4}}(?![0-9])"
    rf"|{_START}[0-9]{{1,15}}(?:\.[0-9]{{1,3}})?"
)
_SIZES = {"k": 1_000, "thousand": 1_000, "million": 1_000_000}
# `12-15 thousand`, `1,2 million`, `50k`: written out before the reader, which loses the scale.
_SCALED = re.compile(
    r"(?<![\w.,])(?:(between )?([0-9]+(?:\.[0-9]{1,3}|,[0-9]{1,2})?)( ?- ?| to | or | and ))?"
    r"([0-9]+(?:\.[0-9]{1,3}|,[0-9]{1,2})?)[ -]?(k|thousand|million)\b"
)


def number(digits: str) -> int:
    """The whole number of a match of `NUMBER`."""
    return int(float(digits)) if "." in digits else int(re.sub("[, ]", "", digits))


@lru_cache(maxsize=4096)
def to_digits(text: str) -> str:
    """A figure's words, in lower case, with its number words and scales as digits.

    The parts of a `between … and …` are read apart.
    """
    text = re.sub(r"\b([a-z]+)-and-([a-z]+)\b", r"\2-\1", text)  # six-and-twenty
    text = _halves(text)
    text = _SCALED.sub(_written_out, text)
    text = re.sub(r"\b([a-z]+)-([a-z]+)\b", _spread, text)
    parts = re.split(r"(?<= )(?=and )", text)
    if re.search(r"\bbetween ", text) and len(parts) > 1:
        # The `and` of the range is the one whose two sides rise: one hundred and ten and 120.
        for cut in range(len(parts) - 1, 0, -1):
            left, right = _read("".join(parts[:cut])), _read("".join(parts[cut:]))
            a, b = re.search(NUMBER, left), re.match(rf"and ({NUMBER})", right)
            if a and b and number(a[0]) < number(b[1]):
                return left + right
    return _read(text)


def _halves(text: str) -> str:
    """`one and a half million`, `a million and a half` as `1.5 million`; `600.000` as `600000`."""
    text = re.sub(
        r"(?<![\w.])([0-9]{1,3})\.([0-9]{3})(?![\w.]| (?:thousand|million))", r"\1\2", text
    )
    text = re.sub(r"\b(?:a|one) quarter (?:of a )?million\b", "250000", text)
    text = re.sub(r"\b(?:a|one) (thousand|million) and a half\b", r"1.5 \1", text)
    text = re.sub(
        r"\b([a-z]+|[0-9]+) and a half (?=(?:thousand|million)\b)",
        lambda found: f"{_read(found[1])}.5 ",
        text,
    )
    return re.sub(r"\bhalf (?=(?:hundred|thousand|million)\b)", "half a ", text)


def _written_out(found: re.Match[str]) -> str:
    """A number or range before a scale word as digits; what the reader knows is left to it."""
    between, left, joint, right, scale = found.groups(default="")
    low, high = (round(float(n.replace(",", ".") or 0) * _SIZES[scale]) for n in (left, right))
    if not left and right.isdigit() and scale != "k":
        return found[0]  # `2 million 300 thousand`
    if left and not (low < high and (between or joint != " and ")):
        return f"{between}{left}{joint}{high}"
    return f"{between}{low if left else ''}{joint}{high}"


def _spread(pair: re.Match[str]) -> str:
    """`two-three` is a range, which the reader would join to 23."""
    left, right = _read(pair[1]), _read(pair[2])
    rising = left.isdigit() and len(left) == len(right) and left < right
    return f"{left} to {right}" if rising else pair[0]


def _read(text: str) -> str:
    # Letters and signs that stand in no English number confuse the reader's own tokens.
    plain = re.sub(r"[^a-z0-9 ,.'+<>-]", " ", text)
    return str(_READER.convert(plain))
