"""Label Studio's JSON: a list of tasks, as it exports them and as it imports them.

A task is `data` with the text under `text` (or under its only text field) and `annotations` or
`predictions`, each with a `result`. Of a result's entries are read: `labels` (spans), `choices`,
`textarea` and `number` of the same region (attributes, named by `from_name`), and `relation`
with label `by` or `at` (links). Offsets are taken to count code points, half-open, as Label
Studio has stored them since 1.4; older exports counted UTF-16 units, which is told where an
entry's own text shows it. Our id, blocks and facts stand in `data`, which Label Studio keeps.

Annotations go before predictions. Of several annotations that are not cancelled the one marked
as ground truth is read. A task whose annotations are all cancelled was skipped by its annotator
and is passed over, unless it has a prediction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data.article import Article, Span
from data.files import write_text
from data.formats import losses
from data.formats.fields import (
    as_text,
    blocks_of,
    fail,
    holds_score,
    identity,
    loads,
    make_blocks,
    make_span,
    mapping,
    members,
    score_of,
    text_of,
)
from data.formats.links import Link, attach, resolve
from data.labels import INVENTORY, LINKS

#: Names in `data` that are not facts about the article.
_RESERVED = frozenset({"id", "text", "blocks"})


def read(path: str | Path) -> list[Article]:
    """Read all articles of an export.

    Raises:
        SitrepError: naming file, task (from 1) and field of the first fault.
    """
    path = Path(path)
    tasks = loads(text_of(path), str(path))
    if not isinstance(tasks, list):
        fail(str(path), "is not a list of tasks", "export from Label Studio as JSON")
    articles = []
    for number, task in enumerate(tasks, 1):
        article = _article(task, f"{path}: task {number}", f"{path.stem}-{number}")
        if article is not None:
            articles.append(article)
    return articles


def _article(task: Any, where: str, default: str) -> Article | None:
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        fail(where, "has no 'data' object", "export as JSON, not as JSON-MIN")
    data: dict[str, Any] = task["data"]
    fields = [name for name, value in data.items() if isinstance(value, str) and name != "id"]
    source = "text" if "text" in fields else fields[0] if len(fields) == 1 else ""
    if not source:
        fail(where, "'data' has no 'text'", "keep the article's text under that name")
    text = data[source]
    result = _result(task, where)
    if result is None:
        return None
    blocks = make_blocks(text, data.get("blocks"), where)
    meta = {
        key: as_text(value)
        for key, value in data.items()
        if key not in _RESERVED and key != source and isinstance(value, str | int | float)
    }
    name = identity(data.get("id"), identity(task.get("id"), default))
    return Article(name, text, (), blocks, meta).with_spans(_Regions(text, where).take(result))


def _result(task: dict[str, Any], where: str) -> list[Any] | None:
    """Entries of the one annotation or prediction that counts; None if the task was skipped."""
    annotations = members(task.get("annotations"), where, "annotations")
    given = [mapping(item, where, "annotation") for item in annotations]
    done = [a for a in given if not a.get("was_cancelled")]
    truths = [a for a in done if a.get("ground_truth")]
    chosen = truths if len(truths) == 1 else done
    if len(chosen) > 1:
        fail(where, f"has {len(chosen)} annotations", "mark one of them as ground truth")
    if not chosen:
        guessed = members(task.get("predictions"), where, "predictions")
        chosen = [mapping(p, where, "prediction") for p in guessed]
        if len(chosen) > 1:
            fail(where, f"has {len(chosen)} predictions and no annotation", "keep one")
        if not chosen:
            return None if given else []
    return members(chosen[0].get("result"), where, "result")


@dataclass
class _Regions:
    """The spans of one result, and where each region's begin."""

    text: str
    where: str
    spans: list[Span] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    position: dict[str, int] = field(default_factory=dict)

    def take(self, result: list[Any]) -> list[Span]:
        """All spans of the result, with attributes and links."""
        entries = []
        for number, item in enumerate(result):
            place = f"{self.where}, result[{number}]"
            entries.append((mapping(item, place, "entry"), place))
        for entry, place in entries:
            if entry.get("type") == "labels":
                self.labels(entry, place)
            elif entry.get("type") == "hypertextlabels":
                fail(place, "labels a hypertext, whose offsets are not its text's", "use <Text>")
        links = []
        for entry, place in entries:
            if entry.get("type") in ("choices", "textarea", "number"):
                self.attribute(entry, place)
            elif entry.get("type") == "relation":
                links += self.relation(entry, place)
        return attach(self.spans, links, self.names)

    def labels(self, entry: dict[str, Any], place: str) -> None:
        value = mapping(entry.get("value"), place, "value")
        name = as_text(entry.get("id", f"region{len(self.spans)}"))
        if name in self.position:
            fail(place, f"region '{name}' stands twice", "give each its own id")
        labels = members(value.get("labels"), place, "labels")
        if not labels:
            fail(place, "has no label", "label the region or remove it")
        self.position[name] = len(self.spans)
        for label in labels:
            score = score_of(entry.get("score"), place)
            offsets = value.get("start"), value.get("end")
            span = make_span(self.text, label, *offsets, place, score=score)
            self.check(span, value.get("text"), place)
            self.spans.append(span)
            self.names.append(name)

    def check(self, span: Span, said: Any, place: str) -> None:
        """Compare with the text that the entry itself gives."""
        found = self.text[span.start : span.end]
        if not isinstance(said, str) or _bare(said) == _bare(found):
            return
        units = self.text.encode("utf-16-le")[2 * span.start : 2 * span.end]
        what = f"says '{said[:40]}' where the text has '{found[:40]}'"
        if _bare(units.decode("utf-16-le", "replace")) == _bare(said):
            fail(place, what, "its offsets count UTF-16 units, so export with Label Studio 1.4+")
        fail(place, what, "mend its offsets, which count code points")

    def attribute(self, entry: dict[str, Any], place: str) -> None:
        first = self.position.get(as_text(entry.get("id", "")))
        if first is None:
            return  # about the whole task, not about a region
        kind, value = entry["type"], mapping(entry.get("value"), place, "value")
        content = value.get("text" if kind == "textarea" else kind)
        values = content if isinstance(content, list) else [content]
        if not values:
            return
        if len(values) != 1 or values[0] is None:
            fail(place, f"gives {len(values)} values or none in '{kind}'", "give one")
        name = entry.get("from_name")
        if not isinstance(name, str) or not name:
            fail(place, "has no 'from_name'", "name the attribute there")
        for index in range(first, len(self.spans)):
            if self.names[index] == self.names[first]:
                span = self.spans[index]
                if name in span.attributes:
                    fail(place, f"gives '{name}' to a region twice", "keep one")
                filled = {**span.attributes, name: as_text(values[0])}
                self.spans[index] = replace(span, attributes=filled)

    def relation(self, entry: dict[str, Any], place: str) -> list[Link]:
        names = [n for n in members(entry.get("labels"), place, "labels") if n in LINKS]
        ends = [as_text(entry.get(key, "")) for key in ("from_id", "to_id")]
        if not names:
            return []
        for end in ends:
            if end not in self.position:
                fail(place, f"region '{end}' is not there", "remove the relation")
        start, target = (self.position[end] for end in ends)
        if entry.get("direction") == "left":
            start, target = target, start
        return [Link(place, name, start, target) for name in names]


def _bare(text: str) -> str:
    # Label Studio may write a line end as the two characters \n.
    return "".join(text.replace("\\n", " ").split())


def write(path: str | Path, articles: Iterable[Article]) -> list[str]:
    """Write all articles to one file for import and tell what it cannot hold.

    Articles with a scored span become predictions, all others annotations. Lost are facts named
    like a field of `data`, ids that no link refers to, and scores outside [0, 1].
    """
    tasks: list[dict[str, Any]] = []
    lost: list[str] = []
    for article in articles:
        facts = {k: v for k, v in article.meta.items() if k not in _RESERVED}
        lost += losses.of_meta(article, [k for k in article.meta if k in _RESERVED])
        data = {"id": article.id, "text": article.text, "blocks": blocks_of(article), **facts}
        result, missing = _entries(article)
        lost += missing
        scored = any(span.score is not None for span in article.spans)
        kind = "predictions" if scored else "annotations"
        tasks.append({"data": data, kind: [{"result": result}]})
    write_text(path, json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")
    return lost


def _entries(article: Article) -> tuple[list[dict[str, Any]], list[str]]:
    links = resolve(article.spans)
    referred = {target for found in links for target in found.values()}
    names: list[str] = []
    taken = {article.spans[target].id for target in referred}
    for number, span in enumerate(article.spans):
        name = span.id if number in referred and span.id is not None else f"region{number + 1}"
        while number not in referred and name in taken:
            name += "_"
        names.append(name)
    spans: list[dict[str, Any]] = []
    attributes: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    lost: list[str] = []
    for number, (span, found) in enumerate(zip(article.spans, links, strict=True)):
        place = {"start": span.start, "end": span.end}
        value = {**place, "text": article.surface(span), "labels": [span.label]}
        common = {"id": names[number], "to_name": "text"}
        score = {"score": span.score} if holds_score(span) else {}
        spans.append({**common, "from_name": "label", "type": "labels", "value": value, **score})
        for name, content in span.attributes.items():
            if name in found:
                ends = {"from_id": names[number], "to_id": names[found[name]]}
                shape = {"type": "relation", "direction": "right", "labels": [name]}
                relations.append(ends | shape)
                continue
            closed = isinstance(INVENTORY.get(span.label, {}).get(name), tuple)
            kind = "choices" if closed else "textarea"
            held = {**place, "choices" if closed else "text": [content]}
            attributes.append({**common, "from_name": name, "type": kind, "value": held})
        parts = ["id"] if span.id is not None and number not in referred else []
        parts += ["score"] if span.score is not None and not holds_score(span) else []
        lost += losses.of_parts(article, span, parts)
    return [*spans, *attributes, *relations], lost
