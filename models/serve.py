"""`python -m models.serve`: tagging over HTTP."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

from data.cli import run
from data.errors import SitrepError
from models.runs import Run
from models.serve_config import ServeConfig
from models.tagger import Tagger


def serve(config: ServeConfig) -> None:
    """Load the model, then answer requests until SIGINT or SIGTERM; those at work are finished.

    Raises:
        SitrepError: the model is missing, the address is taken, or the libraries are not there.
    """
    try:
        import uvicorn

        from models.service.app import create_app
    except ImportError as error:
        raise SitrepError(f"The service needs {error.name}: pip install -e '.[serve]'") from None
    for name in ("max_body_bytes", "max_characters", "max_articles", "queue", "timeout"):
        if getattr(config, name) <= 0:
            raise SitrepError(f"{name}={getattr(config, name)} lets nothing through; raise it.")
    folder = Path(config.model) if config.model is not None else Run.newest("outputs").path
    listener = _listen(config.host, config.port)
    tagger = Tagger.load(folder, config.device, config.precision)
    app = create_app(tagger, config, folder.resolve().name)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=int(config.timeout) + 1,
        )
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # uvicorn raises them once more when it is done
    port = listener.getsockname()[1]
    host = f"[{config.host}]" if ":" in config.host else config.host
    print(f"{folder} on http://{host}:{port}, API at /docs; stop with Ctrl-C", file=sys.stderr)
    server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SitrepError(
            f"Cannot listen on {host}:{port} ({reason}); give another port."
        ) from None


if __name__ == "__main__":
    run("apply/serve", ServeConfig, serve)
