"""Filling templates of pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from eval.comparison import p_text
from models.highlight import variables

TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, **values: Any) -> str:
    """A template with its values, which are escaped unless they are markup."""
    return _environment().get_template(template).render(variables=variables(), **values)


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["pct"] = _percent
    environment.filters["p"] = p_text
    return environment


def _percent(value: float, digits: str = "%.1f") -> str:
    return digits % (100 * value)
