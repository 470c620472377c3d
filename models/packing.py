"""Packing the project's own modules into a bundle, so that it works by itself."""

from __future__ import annotations

import re
import shutil
from importlib import metadata
from pathlib import Path

from data.paths import ROOT

#: The package that holds them in the bundle.
PACKAGE = "sitrep"

#: What `Tagger` needs to read a bundle; beside the standard library these import only numpy,
#: tokenizers and onnxruntime.
MODULES = (
    "data/__init__.py",
    "data/article.py",
    "data/bio.py",
    "data/encode.py",
    "data/errors.py",
    "data/files.py",
    "data/prediction.py",
    "data/schema.py",
    "data/words.py",
    "models/__init__.py",
    "models/batching.py",
    "models/bundle.py",
    "models/calibration.py",
    "models/decode.py",
    "models/onnx_backend.py",
    "models/runs.py",
    "models/tagger.py",
    "models/values/__init__.py",
    "models/values/bounds.py",
    "models/values/context.py",
    "models/values/cues.py",
    "models/values/digits.py",
    "models/values/figure.py",
    "models/values/nouns.py",
    "models/values/outcome.py",
    "models/values/victims.py",
    "models/values/votes.py",
)

#: A pure Python library that goes along: its package and its distribution.
LIBRARY = "text2digits"

_IMPORT = re.compile(rf"^(\s*(?:from|import) )(data|models|{LIBRARY})\b", re.MULTILINE)


def pack(folder: Path) -> None:
    """Write `tag.py` and the package `sitrep/` into a bundle's folder.

    The modules go unchanged but for their imports, which name the package: `data` and `models`
    may be taken where the bundle is used.
    """
    for name in MODULES:
        _copy(ROOT / name, folder / PACKAGE / name)
    for file in metadata.files(LIBRARY) or ():
        source = Path(str(file.locate()))
        if file.parts[0] == LIBRARY and file.suffix == ".py":
            _copy(source, folder / PACKAGE / file)
        elif file.name == "LICENSE":
            _copy(source, folder / PACKAGE / LIBRARY / "LICENSE")
    (folder / PACKAGE / "__init__.py").write_text(
        '"""What tag.py needs of Sitrep."""\n', encoding="utf-8"
    )
    _copy(ROOT / "models" / "standalone.py", folder / "tag.py")
    shutil.copyfile(ROOT / "LICENSE", folder / PACKAGE / "LICENSE")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    text = _IMPORT.sub(rf"\1{PACKAGE}.\2", source.read_text(encoding="utf-8"))
    target.write_text(text, encoding="utf-8")
