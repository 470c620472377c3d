"""STUB, to be replaced at the merge by the branch that draws highlights: marks without overlaps."""

from __future__ import annotations

from html import escape

from data.article import Article


def page_start(title: str) -> str:
    """Everything before the first article."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>body{{font-family:sans-serif;max-width:50rem;"
        "margin:2rem auto;padding:0 1rem}.text{white-space:pre-wrap}</style></head><body>"
    )


def highlight_html(article: Article) -> str:
    """One article."""
    out, at = [], 0
    for span in article.spans:
        if span.start >= at:
            out.append(escape(article.text[at : span.start]))
            out.append(f'<mark title="{span.label}">{escape(article.surface(span))}</mark>')
            at = span.end
    return f'<div class="text">{"".join(out)}{escape(article.text[at:])}</div>'


def page_end() -> str:
    """Everything after the last article."""
    return "</body></html>\n"
