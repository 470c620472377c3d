"""What every way of tagging calls: spans by the model, values of casualty figures by rule."""

from __future__ import annotations

from collections.abc import Sequence

from data.article import Article
from models.tagger import Tagger
from models.values import with_values


def tag_articles(tagger: Tagger, articles: Sequence[Article]) -> list[Article]:
    """The articles with predicted spans; those of casualties carry what the figure says.

    Scores depend in their last digits on which articles are tagged together.
    """
    return [with_values(article) for article in tagger.stream(articles)]
