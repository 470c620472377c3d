"""What a casualty figure says: its bounds, what befell the people, and who they were.

Rules over the words of a figure and of its article, after the guidelines (data/GUIDELINES.md).
Pure Python over `data.article`, `data.words` and `text2digits`, so that a tagger without PyTorch
gives the same values. How well they do: docs/VALUES.md.
"""

from models.values.figure import CORE_LABELS, casualty_value, figure_labels, with_values

__all__ = ["CORE_LABELS", "casualty_value", "figure_labels", "with_values"]
