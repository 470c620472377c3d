"""`python -m eval.bench.worker NAME PATHS ARTICLES`: one contender in a process of its own.

Reads a line for each pass that is wanted and answers each with a JSON line, so that the parent
can time contenders in turn and read each one's own peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    """Load, say how long it took, then run a pass for every line."""
    from eval.bench.articles import take
    from eval.bench.contenders import CONTENDERS

    name, paths, source, words = sys.argv[1:5]
    articles = take(source, int(words))
    began = time.perf_counter()
    run = CONTENDERS[name][1](json.loads(paths))
    run([articles[0]])
    _say({"start": time.perf_counter() - began})
    for _ in sys.stdin:
        began = time.perf_counter()
        spans = run(articles)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _say({"seconds": seconds, "spans": spans, "peak_mib": peak})


def _say(row: dict[str, float]) -> None:
    print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
