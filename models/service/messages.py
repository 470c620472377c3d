"""What the service takes and gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a surrogate pair") from None
    return text


#: Text that can be stored: JSON lets half a surrogate pair through.
Text = Annotated[str, AfterValidator(_whole)]


class TextIn(BaseModel):
    """One article."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(description="the article; offsets count its code points")
    id: Text | int | None = Field(
        None, description="given back as text; by default the place in the request"
    )


class BatchIn(BaseModel):
    """Several articles."""

    model_config = ConfigDict(extra="forbid")

    articles: list[TextIn]


class SpanOut(BaseModel):
    """A labelled stretch of a text; the last four fields are those of casualty figures."""

    label: str
    start: int = Field(description="offset of the first character")
    end: int = Field(description="offset after the last character")
    text: str
    score: float | None = Field(None, description="the model's probability of exactly this span")
    outcome: str | None = None
    low: int | None = None
    high: int | None = None
    victims: str | None = None


class ArticleOut(BaseModel):
    """A text with its spans, in document order."""

    id: str
    text: str
    spans: list[SpanOut]


class BatchOut(BaseModel):
    """The articles of a batch, in order."""

    articles: list[ArticleOut]


class Health(BaseModel):
    """What is running."""

    model: str
    labels: list[str]
    version: str
    ready: bool


class Failure(BaseModel):
    """What went wrong, in one sentence."""

    error: str
