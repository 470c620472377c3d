"""Running a typed Hydra command so that every failure is one sentence and a status."""

from __future__ import annotations

import difflib
import errno
import os
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import hydra
from hydra.core.config_store import ConfigStore
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from data.errors import SitrepError
from data.paths import ROOT

#: Where the config groups lie.
CONFIGS = ROOT / "configs"


def fail(message: str) -> NoReturn:
    """Print one sentence and leave with exit status 2."""
    print(f"error: {message}", file=sys.stderr)
    raise SystemExit(2)


def run(name: str, typed: type, task: Callable[[Any], object]) -> None:
    """Compose `configs/NAME.yaml` with the command line's overrides and call `task` with it.

    Args:
        name: the primary config; its defaults list begins with `NAME_typed`.
        typed: dataclass that every key must belong to.
        task: called with an instance of `typed`.
    """
    ConfigStore.instance().store(name=f"{name}_typed", node=typed)
    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come to us instead of to Hydra's printer
    try:
        main = hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name=name)
        main(lambda config: task(to_object(config)))()
    except SitrepError as error:
        fail(str(error))
    except (HydraException, OmegaConfBaseException) as error:
        fail(_tidy(error, typed))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        fail(f"Cannot write {error.filename or 'output'}: {error.strerror}; nothing was replaced.")
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(130) from None


def to_object(config: DictConfig) -> Any:
    """The typed instance behind a composed config.

    Raises:
        SitrepError: a value that must be given is missing.
    """
    missing = sorted(OmegaConf.missing_keys(config))
    if missing:
        raise SitrepError(f"No value for {missing[0]}; give it on the command line: {missing[0]}=…")
    return OmegaConf.to_object(config)


def _tidy(error: BaseException, typed: type) -> str:
    """First sentence of a configuration error, with the nearest known key."""
    text = " ".join(str(part) for part in (error, error.__cause__) if part)
    unknown = re.search(r"(?:Key |Could not override )'([^']+)'", text)
    if unknown and ("not in struct" in text or "Could not override" in text):
        key = unknown.group(1)
        full = re.search(r"Could not override '([^']+)'", text)
        wanted = full.group(1) if full else key
        known = [str(k) for k in _keys(OmegaConf.structured(typed))]
        near = difflib.get_close_matches(wanted, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "see --cfg job for the keys there are."
        return f"Unknown configuration key '{wanted}'; {hint}"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:3]) if lines else type(error).__name__


def _keys(node: DictConfig, prefix: str = "") -> list[str]:
    keys = []
    for key in node:
        name = prefix + str(key)
        keys.append(name)
        if not OmegaConf.is_missing(node, key) and isinstance(node[key], DictConfig):
            keys += _keys(node[key], f"{name}.")
    return keys
