"""`python -m data check|lint|stats|convert`: look after labelled articles."""

from __future__ import annotations

import sys

from data.cli import fail, run
from data.commands import COMMANDS, DataConfig

#: Spellings that Python's keywords forbid as field names.
SPELLINGS = {"in=": "input=", "out=": "output="}


def main() -> None:
    """Take the command's name off the command line and run it under Hydra."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        fail(f"say what to do: python -m data {'|'.join(COMMANDS)} …")
    command = COMMANDS[sys.argv.pop(1)]
    for index, word in enumerate(sys.argv):
        for short, full in SPELLINGS.items():
            if word.startswith(short):
                sys.argv[index] = full + word.removeprefix(short)
    run("data", DataConfig, command)


if __name__ == "__main__":
    main()
