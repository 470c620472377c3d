"""Schemas: which labels a model predicts, in which layers, and how corpus tags map to them.

Spans of different layers may overlap; within a layer they may not. Each layer is a BIO problem
of its own: its tags are `O`, then `B-` and `I-` of each label. A model's logits are the layers'
tags laid side by side, so their width is the sum of 1 + 2 x labels over the layers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data.article import Article, Span
from data.errors import SitrepError

#: Raised whenever the meaning of `schema.json` changes.
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Label:
    """A label and the corpus spans that carry it: those of `tag` whose `attribute` is `value`."""

    name: str
    tag: str
    attribute: str = ""
    value: str = ""

    def matches(self, span: Span) -> bool:
        """True if a corpus span belongs to this label."""
        if span.label != self.tag:
            return False
        return not self.attribute or span.attributes.get(self.attribute) == self.value


@dataclass(frozen=True)
class Layer:
    """Labels whose spans never overlap each other."""

    name: str
    labels: tuple[Label, ...]

    @property
    def tags(self) -> tuple[str, ...]:
        """The layer's BIO tags, in the order of its logits."""
        return ("O", *(f"{p}-{label.name}" for label in self.labels for p in "BI"))


@dataclass(frozen=True)
class Schema:
    """Named layers of labels."""

    name: str
    layers: tuple[Layer, ...]
    _label_of: dict[str, list[Label]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, list[Label]] = {}
        for label in self.label_rules:
            index.setdefault(label.tag, []).append(label)
        object.__setattr__(self, "_label_of", index)
        names = self.labels
        if len(set(names)) != len(names) or not names:
            raise SitrepError(f"Schema '{self.name}' needs labels that are all different.")

    @property
    def label_rules(self) -> tuple[Label, ...]:
        """All labels with their rules, layer by layer."""
        return tuple(label for layer in self.layers for label in layer.labels)

    @property
    def labels(self) -> tuple[str, ...]:
        """All label names, layer by layer."""
        return tuple(label.name for label in self.label_rules)

    @property
    def tags(self) -> tuple[str, ...]:
        """Names of all logits, e.g. `unit:B-unit`, in order."""
        return tuple(f"{layer.name}:{tag}" for layer in self.layers for tag in layer.tags)

    @property
    def slices(self) -> tuple[slice, ...]:
        """Where each layer's logits stand in the last axis."""
        out, start = [], 0
        for layer in self.layers:
            out.append(slice(start, start + len(layer.tags)))
            start += len(layer.tags)
        return tuple(out)

    def family(self, label: str) -> str:
        """The layer that holds a label."""
        return next(y.name for y in self.layers if any(x.name == label for x in y.labels))

    def label_for(self, span: Span) -> str | None:
        """The label that a corpus span has here; None if the schema has none for it."""
        rules = self._label_of.get(span.label, ())
        return next((rule.name for rule in rules if rule.matches(span)), None)

    def gold(self, article: Article) -> tuple[Span, ...]:
        """The article's spans under this schema's labels, others left out."""
        return tuple(
            Span(name, span.start, span.end, span.id, span.attributes)
            for span in article.spans
            if (name := self.label_for(span)) is not None
        )

    def unknown(self, articles: Iterable[Article]) -> Counter[str]:
        """How many spans carry labels that no rule here reads, by label."""
        spans = (span.label for article in articles for span in article.spans)
        return Counter(label for label in spans if label not in self._label_of)

    def only(self, labels: Collection[str]) -> Schema:
        """The schema with these labels alone; layers that keep none are gone.

        Raises:
            SitrepError: a label is not in the schema.
        """
        for name in labels:
            if name not in self.labels:
                raise SitrepError(
                    f"No label '{name}' in schema '{self.name}'; it has {', '.join(self.labels)}."
                )
        layers = (
            Layer(layer.name, tuple(label for label in layer.labels if label.name in labels))
            for layer in self.layers
        )
        return Schema(self.name, tuple(layer for layer in layers if layer.labels))

    def labelled(self, layers: Collection[str]) -> tuple[str, ...]:
        """Labels of the named layers; of all layers if none is named.

        Raises:
            SitrepError: a layer is not in the schema.
        """
        known = [layer.name for layer in self.layers]
        for name in layers:
            if name not in known:
                raise SitrepError(
                    f"No layer '{name}' in schema '{self.name}'; it has {', '.join(known)}."
                )
        return tuple(
            label.name
            for layer in self.layers
            if not layers or layer.name in layers
            for label in layer.labels
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for `schema.json`."""
        layers = [asdict(layer) for layer in self.layers]
        return {"version": SCHEMA_VERSION, "name": self.name, "layers": layers}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Schema:
        """Build a schema from a config node or from `schema.json`.

        Raises:
            SitrepError: a field is missing or the version is another.
        """
        version = data.get("version", SCHEMA_VERSION)
        if version != SCHEMA_VERSION:
            raise SitrepError(
                f"version {version} of a schema, but this code reads {SCHEMA_VERSION};"
                " use the Sitrep version that wrote it."
            )
        try:
            layers = tuple(
                Layer(layer["name"], tuple(Label(**label) for label in layer["labels"]))
                for layer in data["layers"]
            )
            return cls(data["name"], layers)
        except (KeyError, TypeError) as error:
            raise SitrepError(f"A schema's field is missing or unknown: {error}.") from None

    def save(self, path: str | Path) -> None:
        """Write `schema.json`."""
        Path(path).write_text(json.dumps(self.to_dict(), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Schema:
        """Read `schema.json`.

        Raises:
            SitrepError: the file is missing, is not JSON, or is not a schema.
        """
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SitrepError(f"{path} is missing; is its folder a run or a bundle?") from None
        except json.JSONDecodeError as error:
            raise SitrepError(f"{path}:{error.lineno}: not JSON; restore the file.") from None
        try:
            return cls.from_dict(data)
        except SitrepError as error:
            raise SitrepError(f"{path}: {error}") from None
