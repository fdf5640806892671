"""Run an application on loopback, in a thread of the tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


def free_port() -> socket.socket:
    """A bound socket, whose port an application can be told before it runs."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


@contextmanager
def serving(app: ASGIApp, bound: socket.socket | None = None) -> Iterator[str]:
    """Run an application on a bound socket, or on any free port; gives its address."""
    own = bound or free_port()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [own]})
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{own.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        own.close()
