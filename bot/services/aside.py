"""Do what takes the processor for long in a process of its own: an order goes in, lines of JSON come out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from threading import Timer

from bot.core.texts import Strict
from bot.errors import BotError

PATIENCE = 30 * 60  # seconds until it is given up


class EndedError(BotError):
    """The process did not come to an end by itself: it was ended from outside, or had no room."""


def nothing(_line: str) -> None:
    """Hear of what is done, and do nothing about it."""


class Aside:
    """Runs `python -m <module>`, one at a time; `stop` ends the one that runs. Safe between threads."""

    def __init__(self, module: str, environment: Mapping[str, str] | None = None) -> None:
        self._module = module
        self._environment = dict(os.environ if environment is None else environment)
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, order: Strict, *, told: Callable[[str], None] = nothing) -> str:
        """The last line the process writes; `told` hears the others as they come.

        :raises EndedError: when it did not come to an end
        """
        command = (sys.executable, "-m", self._module)
        environment = {**self._environment, "OPENBLAS_NUM_THREADS": "1"}
        pipe, last = subprocess.PIPE, b""
        with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:  # noqa: S603 -- ourselves
            self._process = process
            impatience = Timer(PATIENCE, process.kill)
            impatience.start()
            try:
                for line in _talk(process, order):
                    if last:
                        told(last.decode())
                    last = line
            except OSError as error:
                process.kill()
                raise EndedError from error
            finally:
                impatience.cancel()
                self._process = None
        if process.returncode != 0:
            raise EndedError
        return last.decode()

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.terminate()


def _talk(process: subprocess.Popen[bytes], order: Strict) -> Iterator[bytes]:
    """The lines it writes, after it has read the whole order."""
    if process.stdin is None or process.stdout is None:  # there are pipes for both
        return
    process.stdin.write(order.model_dump_json().encode())
    process.stdin.close()
    yield from process.stdout
