"""Who the people are that a casualty figure counts."""

from __future__ import annotations

from models.values.context import Context
from models.values.cues import cues
from models.values.nouns import own_victims
from models.values.votes import VOTES

#: Answers, in the order of the votes.
ANSWERS = ("military", "civilian", "mixed", "unknown")


def victims(context: Context) -> str:
    """Military, civilian, mixed or unknown.

    The figure's own nouns decide. A figure without any (`12 dead`, `nine people`) takes the
    answer that most votes are for: those of its sentence, of the figures around it, and of the
    article (`cues`). The figures before it in its sentence are answered first.
    """
    answer: str | None = None
    for each in context.chain():
        answer = own_victims(each.article.surface(each.span)) or _voted(each, answer)
    return answer or _voted(context, None)


def _voted(context: Context, previous: str | None) -> str:
    votes = [VOTES[cue] for cue in cues(context, previous) if cue in VOTES]
    totals = [sum(column) for column in zip(*votes, strict=True)] or [0]
    return ANSWERS[totals.index(max(totals))]
