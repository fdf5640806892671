"""What a running application carries with it, by its type."""

from __future__ import annotations

from fastapi import Request

from bot.content.loading import Folders
from bot.parts import Parts
from bot.web.replays import Replays
from bot.web.trials import Trials


def parts_of(request: Request) -> Parts:
    """What the running bot is put together of."""
    parts: Parts = request.app.state.parts
    return parts


def folders_of(request: Request) -> Folders:
    """Where the content is."""
    return parts_of(request).folders


def trials_of(request: Request) -> Trials:
    """The trials of drafts."""
    trials: Trials = request.app.state.trials
    return trials


def replays_of(request: Request) -> Replays:
    """The replays of past questions."""
    replays: Replays = request.app.state.replays
    return replays
