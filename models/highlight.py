"""Articles with their spans highlighted, as an HTML page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from data.article import Article, Span
from data.labels import INVENTORY
from data.schema import Label
from models.marks import marked, rows

#: Okabe and Ito's colours, told apart by the colour-blind too, those with most contrast first.
COLOURS = ("#0072B2", "#009E73", "#D55E00", "#CC79A7", "#E69F00", "#56B4E9")

#: Styles of the line under a span: labels that split one tag of the guidelines share its colour.
LINES = ("solid", "dashed", "dotted", "double", "groove")

#: The guidelines' own labels.
CORE = tuple(Label(name, name) for name in INVENTORY)

_PAGE_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 0 auto; padding: 1rem; }
body > header { position: sticky; top: 0; padding: .5rem 0; background: var(--paper); }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 2rem 0 .25rem; color: var(--soft); overflow-wrap: anywhere; }
@media print { body > header { position: static; } article { break-inside: avoid-page; } }
"""


def style(labels: Iterable[Label]) -> Markup:
    """CSS of highlighted spans: the shared sheet, then each label's colour and line."""
    sheet = Path(__file__).with_name("highlight.css").read_text(encoding="utf-8")
    tags: dict[str, int] = {}
    rules = []
    for label in labels:
        rank = tags.get(label.tag, 0)
        tags[label.tag] = rank + 1
        colour = COLOURS[list(tags).index(label.tag) % len(COLOURS)]
        rules.append(
            f"[data-label={_css_string(label.name)}]"
            f" {{ --span: {colour}; --line: {LINES[rank % len(LINES)]}; }}\n"
        )
    return Markup(sheet + "".join(rules))


def legend(labels: Iterable[Label]) -> Markup:
    """The labels in their colours, as a list."""
    keys = "".join(
        f'<li><span class="key" data-label="{escape(x.name)}">{escape(x.name)}</span></li>'
        for x in labels
    )
    return Markup(f'<ul class="legend" aria-label="Labels">{keys}</ul>')


def highlight_html(article: Article) -> Markup:
    """An article's text, verbatim, with its spans marked; each tells its score when pointed at."""
    return Markup("").join(
        Markup('<div class="text {}">{}</div>').format(
            row.kind, marked(article.text, article.spans, _told, row.start, row.end)
        )
        for row in rows(article)
    )


def page_start(title: str, labels: Sequence[Label] = CORE) -> str:
    """The page up to its first article: title and legend."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style(labels)}{_PAGE_STYLE}</style>\n</head>\n"
        f"<body>\n<header><h1>{escape(title)}</h1>{legend(labels)}</header>\n<main>\n"
    )


def page_end() -> str:
    """What closes the page."""
    return "</main>\n</body>\n</html>\n"


def page(
    articles: Iterable[Article], labels: Sequence[Label] = CORE, title: str = "Sitrep"
) -> Iterator[str]:
    """An HTML page in pieces, one an article, so that memory stays constant.

    Args:
        articles: articles with the spans to mark.
        labels: labels of the legend, for instance `schema.label_rules`.
        title: the page's heading.
    """
    yield page_start(title, labels)
    for article in articles:
        yield f"<article>\n<h2>{escape(article.id)}</h2>\n{highlight_html(article)}\n</article>\n"
    yield page_end()


def _told(span: Span) -> dict[str, str]:
    facts = [span.label]
    if span.score is not None:
        facts.append(f"score {span.score:.2f}")
    facts += [f"{name} {value}" for name, value in span.attributes.items()]
    return {"title": ", ".join(facts)}


def _css_string(text: str) -> str:
    """A quoted string that ends neither itself nor the style element."""
    safe = (c if c.isalnum() or c in " -_" else f"\\{ord(c):x} " for c in text)
    return '"' + "".join(safe) + '"'
