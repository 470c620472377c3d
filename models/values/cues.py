"""What speaks for one answer or another about a figure whose own words name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.values.context import Context, evidence
from models.values.nouns import CIVILIAN, MILITARY, MIXED, own_victims
from models.values.outcome import is_part, outcome

_KINDS = {
    "people": r"people|persons?|souls|lives",
    "men": r"men|man",
    "prisoners": r"prisoners?|captives?",
    "dead": r"dead|deaths?|killed|bodies|corpses?|toll",
    "wounded": r"wounded|injured|hurt",
    "casualties": r"casualt\w+|losses|loss",
    "others": r"others?|more",
    "own": r"own|our|its|his|their",
    "none": r"no|none|nobody|zero|not",
    "large": r"[0-9]+,[0-9]{3}|thousands?|million",
    "members": r"members?|brothers?|friends?",
}
_SURFACE = {name: re.compile(rf"\b(?:{words})\b") for name, words in _KINDS.items()}
_CONTEXT_KINDS = {
    "lost": r"(?:lost|losing|loses?|suffer\w*|loss(?:es)? (?:of|at|to)|los[st] only|sustain\w*"
    r"|(?:own|our|its|their|enemy|army|battalion|brigade)(?:'s|’s)? (?:losses|dead|casualties|loss)"
    r"\b.{0,20})\W*$",
    "slew": r"(?:kill(?:ed|ing|s)?|wound(?:ed|ing)|murder\w*|eliminat\w*|neutrali\w+)\W*$",
    "toll": r"(?:toll|the dead|deaths?|number|figure|total)\b.{0,40}$",
    "took": r"(?:took|taken|taking|captur\w*|hold(?:s|ing)?|held)\W*$",
    "abducted": r"(?:abduct\w*|kidnap\w*|seiz\w*|carried off|led away|dragged)\b.{0,20}$",
    "claimed": r"claim(?:s|ed|ing)?\W*$",
    "had": r"(?:had|has|have|with|left|leaving)\W*$",
}
_BEFORE = {name: re.compile(words) for name, words in _CONTEXT_KINDS.items()}
_VOICES = {
    "health": r"hospitals?|doctors?|medics?|surgeons?|nurses?|health|morgue|civil defen[cs]e"
    r"|white helmets|red cr(?:oss|escent)|ambulance|residents|witness\w*|priest|mayor|survivors?",
    "staff": r"spokesm[ae]n|general staff|communique|army|military|defen[cs]e ministry|brigade"
    r"|ministry of defen[cs]e|captain|colonel|major|lieutenant|commander|sergeant|headquarters",
    "bombing": r"shell\w*|rockets?|bomb\w*|strikes?|airstrikes?|missiles?|barrel|drones?",
    "battle": r"ambush\w*|assault\w*|attack\w*|battle|fighting|clash\w*|raid\w*|convoy|patrol|post",
    "war": r"war|conflict|since|years|uprising|violence",
}
_VOICE = {name: re.compile(rf"\b(?:{words})\b") for name, words in _VOICES.items()}
_OF = re.compile(r"\s*(?:more |men )?(?:of|from|in) (?:the |his |its |our |their |a )?")
_WITHIN = re.compile(
    r"\W*(?:and )?(?:including|among (?:them|whom)|(?:\w+ ){1,2}of (?:them|whom)|mostly|mainly"
    r"|of whom)\W(.{0,60})"
)
#: Labels of military units, in the schemas that the project has.
_UNITS = frozenset({"unit", "force", "formation"})


def cues(context: Context, previous: str | None) -> list[str]:
    """Names of all that speaks for one answer or another around a figure without nouns.

    Args:
        context: the figure.
        previous: the answer for the figure before it in the sentence, None if it is the first.
    """
    surface, before, after = context.surface, context.before, context.after
    sentence = f"{before} {after}"
    kinds = [name for name, pattern in _SURFACE.items() if pattern.search(surface)]
    found = ["always", f"outcome {outcome(context)}"]
    found += [f"surface {name}" for name in kinds or ["bare"]]
    found += [f"before {name}" for name, pattern in _BEFORE.items() if pattern.search(before)]
    found += [f"sentence {name}" for name, pattern in _VOICE.items() if pattern.search(sentence)]
    found += ["mixed named"] if MIXED.search(sentence) else []
    return [*found, *_nearby(context), *_following(context), *_sisters(context, previous)]


def _nearby(context: Context) -> Iterator[str]:
    """The nearest nouns and units of the sentence, on either side."""
    span, units = context.span, [s for s in context.article.spans if s.label in _UNITS]
    for place, start, end in (
        ("after", span.end, context.end), ("before", context.start, span.start),
    ):  # fmt: skip
        inside = [(s.start, s.end) for s in units if start <= s.start and s.end <= end]
        military = [found.span() for found in evidence(context, MILITARY, start, end)]
        civilian = [found.span() for found in evidence(context, CIVILIAN, start, end)]
        for name, places in (("military", military), ("civilian", civilian), ("unit", inside)):
            if places:
                gap = min(context.gap(*at) for at in places)
                yield f"{name} {place} {'at once' if gap <= 2 else 'near' if gap <= 7 else 'far'}"


def _following(context: Context) -> Iterator[str]:
    """Nouns in `… of the brigade` and `…, most of them women`."""
    article = context.article
    if of := _OF.match(context.after):
        at = context.span.end + of.end()
        unit = any(s.label in _UNITS and 0 <= s.start - at < 8 for s in article.spans)
        if unit or MILITARY.match(article.text, at):
            yield "of military"
        if CIVILIAN.match(article.text, at):
            yield "of civilian"
    if within := _WITHIN.match(context.after):
        if CIVILIAN.search(within[1]):
            yield "within civilian"
        if MILITARY.search(within[1]):
            yield "within military"


def _sisters(context: Context, previous: str | None) -> Iterator[str]:
    """What the figures before and after this one say, and all those of the article."""
    surface = context.article.surface
    figures = [s for s in context.article.spans if s.label in context.labels]
    said = [own_victims(surface(figure)) for figure in figures]
    place = figures.index(context.span) if context.span in figures else len(figures)
    if 0 < place < len(figures):
        before = said[place - 1]
        here = figures[place - 1] in context.figures
        if here and before is None:
            yield f"previous {previous} by votes"
        else:
            yield f"previous {before or 'plain'} {'here' if here else 'elsewhere'}"
        if is_part(context, figures[place - 1].end):
            yield f"part of {before or previous if here else before or 'plain'}"
    if place + 1 < len(figures):
        here = figures[place + 1] in context.figures
        yield f"next {said[place + 1] or 'plain'} {'here' if here else 'elsewhere'}"
    military, civilian = said.count("military"), said.count("civilian")
    if military != civilian:
        share = max(military, civilian) / (military + civilian)
        most = "military" if military > civilian else "civilian"
        yield f"article {'all' if share > 0.8 else 'mostly'} {most}"
