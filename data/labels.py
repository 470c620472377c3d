"""The label inventory of the guidelines: tags, attributes and their allowed values."""

from __future__ import annotations

#: Label -> attribute -> allowed values (None: any text checked elsewhere).
#: The order of attributes is the order in which they are written.
INVENTORY: dict[str, dict[str, tuple[str, ...] | None]] = {
    "unit": {"kind": ("force", "formation")},
    "location": {},
    "casualty": {
        "outcome": ("killed", "wounded", "missing", "captured", "casualties"),
        "low": None,
        "high": None,
        "victims": ("military", "civilian", "mixed", "unknown"),
        "by": None,
        "at": None,
    },
    "source": {},
    "cue": {},
}

#: Attributes that every span of a label carries.
REQUIRED: dict[str, tuple[str, ...]] = {"unit": ("kind",), "casualty": ("outcome", "victims")}

#: Attribute -> label of the span that it names.
LINKS: dict[str, str] = {"by": "source", "at": "location"}


def attribute_fault(label: str, name: str, value: str) -> str | None:
    """Say what is wrong with an attribute, or None if it may stand."""
    if name == "id":
        return None if value.strip() else "id is empty"
    allowed = INVENTORY[label]
    if name not in allowed:
        return f"<{label}> has no attribute '{name}'"
    values = allowed[name]
    if values is not None and value not in values:
        return f"{name}='{value}' on <{label}> is not one of {', '.join(values)}"
    if name in ("low", "high") and not (value.isascii() and value.isdigit()):
        return f"{name}='{value}' on <{label}> is not a whole number"
    return None
