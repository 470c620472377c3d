"""The one exception that a user is meant to read."""

from __future__ import annotations


class SitrepError(Exception):
    """Bad input or a bad environment, told in one sentence.

    The message names the file, line or field and what to do. Commands print it
    without a traceback and leave with exit status 2.
    """
