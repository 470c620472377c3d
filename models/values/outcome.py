"""What befell the people that a casualty figure counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from models.values.context import Context, evidence

#: Expressions that state an outcome, in a sentence around a figure.
_STATING = {
    "killed": (
        r"kill(?:ed|ing|s)?|dead|deaths?|died|dies?|dying|fatal\w*|slain|slew|murder\w*|massacr\w*"
        r"|execut(?:ed|ing|ions?)|shot|behead\w*|hanged|hacked|stabbed|perish\w*|drown\w*"
        r"|bod(?:y|ies)|corpses?|fell|fallen|fall|eliminat\w*|neutrali[sz]\w*|liquidat\w*"
        r"|annihilat\w*|buri(?:ed|al)|bury(?:ing)?|coffins?|graves?|martyr\w*|toll|lives"
        r"|lost|los(?:e|es|ing)|(?:for|of) the loss of|loss(?:es)? (?:of|at|to)|crushed|poisoned"
        r"|lynched|gunned|mown|blown|ineffective|morgue|mortuary|funerals?|succumbed|assassinat\w*"
        r"|slaughter\w*|accounted for|wip(?:ed|ing) out|put to death|out of a? ?(?:well|grave)"
    ),
    "wounded": (
        r"wound(?:ed|ing|s)?|injur\w*|hurt\w*|maim\w*|hospitali[sz]\w*|treat(?:ed|ing)|shrapnel"
        r"|splinters?|concuss\w*|burn(?:s|ed|t)|scalded|evacuated|admitted|stretchers?|cuts?"
        r"|hit|struck|fractures?|bruised|scratched|scratches|harmed|touched|frostbit\w*|surgery"
        r"|operat(?:ed|ing) on|(?:to|in|into) (?:an? |the )?(?:\w+ ){0,4}hospitals?|limbs?|broken?"
        r"|broke|flown out"
        r"|(?:lost|took) (?:an?|the|his|her|their)? ?(?:limbs?|sight|legs?|arms?|hands?|foot|feet"
        r"|eyes?|fingers?)"
    ),
    "missing": (
        r"missing|unaccounted|disappear\w*|vanish\w*|whereabouts|failed to return|still sought"
        r"|(?:not|never|nothing) (?:been |has been |have been )?(?:heard|found|returned?|seen"
        r"|come back|got in touch|accounted)|without news|no (?:trace|news|communication"
        r"|connection)|lost contact|could not be found|never (?:been )?found"
    ),
    "captured": (
        r"captur\w*|captives?|captivity|prisoners?|prison|abduct\w*|kidnap\w*|hostages?|seiz\w*"
        r"|detain\w*|held|holds?|holding|taken|takes?|took|taking|surrender\w*|carried off"
        r"|led (?:away|off|out)|marched off|walked off|dragged|ransom|p\.?o\.?w\.?s?"
        r"|g(?:a|i)ve(?:n)? (?:themselves )?up|rounded up|snatch\w*|freed|swapped|exchanged?"
        r"|apprehended|captives?|presented themselves|handed over"
        r"|hands (?:up|of)|in (?:our|the|their) hands"
        r"|laid down (?:their |his )?arms|brought out|locked|pulled from"
    ),
    "casualties": (
        r"casualt\w*|losses|loss|out of action|hors de combat|knocked out"
        r"|(?:killed|dead|shot|wounded|hurt)(?: and| or|,) (?:or )?(?:killed|wounded|injured|hurt"
        r"|maimed|taken|captured|missing|in hospital)(?! \w+ed\b)"
    ),
}  # fmt: skip
_STATES = {
    name: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    for name, words in _STATING.items()
}
#: The same inside a figure's own words.
_OWN = {
    "killed": re.compile(
        r"\b(?:killed|dead|deaths?|died|dying|fatal\w*|slain|bodies|body|corpses?|martyr\w*"
        r"|fallen|lost|lives|coffins?|eliminated|executed|drowned|murdered|graves?|beheaded)\b"
    ),
    "wounded": re.compile(r"\b(?:wounded|injur\w*|hurt|maimed|hit|stretcher)\b"),
    "missing": re.compile(r"\b(?:missing|disappeared|unaccounted)\b"),
    "captured": re.compile(
        r"\b(?:captur\w*|captives?|prisoners?|abduct\w*|kidnapped|hostages?|seized|taken|detain\w*"
        r"|p\.?o\.?w\.?s?|surrendered|held)\b"
    ),
    "casualties": re.compile(r"\b(?:casualt\w*|losses|loss|out of action)\b"),
}
# What may stand between a figure and its own predicate.
_LINKING = re.compile(
    r"\s*(?:\b(?:who|which|that|whom|were|was|are|is|be|been|being|had|has|have|got|later|also|all"
    r"|more|others|then|reportedly|allegedly|reported|to|confirmed|now|still|since|men|people|of"
    r"|them|the|us|ours|own|its|themselves|either|just|only|already|both|so much as|went|may|might"
    r"|must|would|will|can|could|did)\b\s*)*",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\W*(?:including|among them|among those|of (?:them|whom)|counting)\W*(?:at least\W*)?",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(r"\s*(?:of|among) (?:them|whom|these|those)\b")
_PASSIVE = re.compile(r"\b(?:were|was|are|is|been|being)\s+(?:\w+ly\s+)?$", re.IGNORECASE)

#: A passive after the figure (`[nine people] from the camp were wounded`) counts as so much nearer.
_PASSIVE_BONUS = 7
#: Beyond this distance (`Context.gap`) a word says nothing of a figure.
_FAR = 40


@lru_cache(maxsize=4096)
def own_outcome(surface: str) -> str | None:
    """The outcome that a figure's own words state, in lower case; None if they state none."""
    found = {name for name, pattern in _OWN.items() if pattern.search(surface)}
    if "casualties" in found or {"killed", "wounded"} <= found:
        return "casualties"
    return next((name for name in _OWN if name in found), None)


def outcome(context: Context) -> str:
    """The outcome of a figure.

    Its own words decide; then its own predicate; a part has the outcome of its whole; then the
    nearest expression in the sentence counts, other figures' own words included; then the
    figure before it. A figure without any of these counts dead, as most do.
    """
    answer, end = "killed", -1
    for each in context.chain():
        answer, end = _outcome(each, answer, end), each.span.end
    return answer


def _outcome(context: Context, previous: str, previous_end: int) -> str:
    """The outcome of a figure after one that ends at `previous_end` (-1: the first)."""
    own = own_outcome(context.surface)
    if own in ("killed", "casualties", "missing"):
        return own
    predicate = _predicate(context)
    if own is not None:  # `three prisoners` may have been shot, `a wounded man` may have died
        return "killed" if predicate == "killed" else own
    if predicate is not None:
        return predicate
    if previous_end >= 0 and is_part(context, previous_end):
        return previous
    near = min(_near(context), default=None)
    return near[1] if near is not None and near[0] <= _FAR else previous


def is_part(context: Context, end: int) -> bool:
    """True if a figure counts a part of the one that ends at `end`."""
    between = context.article.text[end : context.span.start]
    if _PART.fullmatch(between):
        return True
    marked = _PART_AFTER.match(context.after) or re.search(r"\bof (?:them|whom)\b", context.surface)
    return bool(marked) and len(between.split()) <= 4


def _predicate(context: Context) -> str | None:
    """The outcome that a predicate right after the figure states."""
    text, start = context.article.text, context.span.end
    linked = _LINKING.match(text, start, context.end)
    at = linked.end() if linked else start
    for name in ("casualties", "wounded", "missing", "captured", "killed"):
        if _STATES[name].match(text, at, context.end) and not context.inside_other(at, at + 1):
            return name
    return None


def _near(context: Context) -> Iterator[tuple[float, str]]:
    """Distance and outcome of every expression of the sentence."""
    text, surface = context.article.text, context.article.surface
    for name, pattern in _STATES.items():
        for start, end in ((context.span.end, context.end), (context.start, context.span.start)):
            for found in evidence(context, pattern, start, end):
                cost = context.gap(*found.span())
                passive = start != context.start and _PASSIVE.search(text, start, found.start())
                yield cost - (_PASSIVE_BONUS if passive else 0), name
        for other in context.figures:
            if other != context.span and own_outcome(surface(other).lower()) == name:
                yield context.gap(other.start, other.end) + 3, name
