"""Words and sentences of a text, as half-open character ranges.

Words are the grain of BIO tags. They come from the text alone, never from a tokenizer, so that
a span's edges are the same whichever encoder is used. Sentences serve only to choose where a
long article is cut into windows; a missed bound costs nothing but a cut elsewhere.
"""

from __future__ import annotations

import re
import unicodedata

# A letter or digit with whatever clings to it: combining marks, joiners, soft hyphens,
# zero-width blanks, variation selectors. Everything else that is not blank stands alone.
_CLINGING = "\u00ad\u034f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\u0300-\u036f\u0483-\u0487"
_WORD = re.compile(rf"(?:\w[{_CLINGING}]*)+|[^\s{_CLINGING}]|[{_CLINGING}]+")

_BOUNDARY = re.compile(r"(?<![.!?…])([.!?…]+)[\"'”’)\]]*(\s+)(?=[\"'“‘(\[#@]*[^\W_a-z])")
# A full stop after these does not end a sentence.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“‘])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Lt|Col|Gen|Maj|Capt|Sgt|Cpl|Pvt|Pfc|Adm|Cmdr"
    r"|Brig|Sen|Rep|Gov|Rev|Prof|Msgr|Jr|Sr|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|(?:[A-Za-z]\.)+[A-Za-z])$"
)


def words(text: str) -> list[tuple[int, int]]:
    """Ranges of the words of `text`: runs of letters and digits, or single other characters."""
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        # Scripts whose marks re does not count as \w (Mn, Mc): a mark joins what it touches.
        if found and found[-1][1] == start and _joined(text[start - 1], text[start]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _joined(before: str, after: str) -> bool:
    kinds = unicodedata.category(before)[0], unicodedata.category(after)[0]
    return "M" in kinds and all(kind in "LNM" for kind in kinds)


def sentence_starts(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Offsets in (`start`, `end`) at which a new sentence seems to begin."""
    end = len(text) if end is None else end
    starts = []
    for match in _BOUNDARY.finditer(text, start, end):
        dot = match.group(1) == "."
        if dot and _ABBREVIATION.search(text, max(start, match.start() - 12), match.start()):
            continue
        starts.append(match.end())
    return starts
