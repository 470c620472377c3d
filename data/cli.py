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

#: Commands make their own folders; Hydra leaves nothing in the working folder.
QUIET = {
    "output_subdir": None,
    "run": {"dir": "."},
    "sweep": {"dir": "outputs/sweeps", "subdir": "."},
    "job": {"chdir": False},
}


def fail(message: str) -> NoReturn:
    """Print one sentence and leave with exit status 2."""
    print(f"error: {message}", file=sys.stderr)
    raise SystemExit(2)


def run(name: str, typed: type, task: Callable[[Any], object]) -> None:
    """Compose `configs/NAME.yaml` with the command line's overrides and call `task` with it.

    Args:
        name: the primary config, `train` or `apply/eval`; the last part of it, with `_typed`
            added, and `quiet` are in its defaults list.
        typed: dataclass that every key must belong to.
        task: called with an instance of `typed`.
    """
    folder, _, name = name.rpartition("/")
    store = ConfigStore.instance()
    store.store(name=f"{name}_typed", node=typed)
    store.store(name="quiet", node=QUIET, package="hydra")
    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors come to us instead of to Hydra's printer

    def guarded(config: DictConfig) -> None:
        try:  # inside Hydra's job, which would print its own lines first
            task(to_object(config))
        except SitrepError as error:
            fail(str(error))
        except BrokenPipeError:  # `… output=- | head`: nobody reads on
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(141) from None
        except Exception as error:
            if (why := _storage_fault(error)) is None:
                raise
            fail(why)

    try:
        hydra.main(version_base="1.3", config_path=str(CONFIGS / folder), config_name=name)(
            guarded
        )()
    except (HydraException, OmegaConfBaseException) as error:
        fail(_tidy(error, typed))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(130) from None


def _storage_fault(error: Exception) -> str | None:
    """A sentence about a disk that cannot be written, or None if that is not the trouble."""
    reasons = {os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)}
    if isinstance(error, PermissionError):
        reasons.add(os.strerror(errno.EACCES))
    # Libraries that write weights pass the system's words on in errors of their own.
    reason = next((r for r in sorted(reasons) if r in str(error)), None)
    if reason is None:
        return None
    where = f" to {error.filename}" if isinstance(error, OSError) and error.filename else ""
    return f"Cannot write{where}: {reason}; what was there before is untouched."


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
    """One sentence for a configuration error, with the nearest known key."""
    text = " ".join(str(part) for part in (error, error.__cause__) if part)
    unknown = re.search(r"Could not override '([^']+)'|Key '([^']+)' (?:is )?not in", text)
    if unknown:
        wanted = unknown.group(1) or unknown.group(2)
        near = difflib.get_close_matches(wanted, _keys(OmegaConf.structured(typed)), n=1)
        hint = f"did you mean {near[0]}?" if near else "--cfg job shows the keys there are."
        return f"Unknown configuration key '{wanted}'; {hint}"
    missing = re.search(r"Could not find '([^']+)'", text)
    if missing:
        group, _, choice = missing.group(1).rpartition("/")
        known = ", ".join(sorted(path.stem for path in (CONFIGS / group).glob("*.yaml")))
        return f"There is no {group}={choice}; choose one of {known}."
    value = re.search(r"(?:Value|Invalid value) '([^']*)'[^.\n]*", text)
    key = re.search(r"full_key: (\S+)", text)
    if value and key:
        return f"{key.group(1)}: {value.group(0).strip()}; give a value of that type."
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def _keys(node: DictConfig, prefix: str = "") -> list[str]:
    keys = []
    for key in node:
        name = prefix + str(key)
        keys.append(name)
        if not OmegaConf.is_missing(node, key) and isinstance(node[key], DictConfig):
            keys += _keys(node[key], f"{name}.")
    return keys
