"""Put a picture into a message: given to Slack first, then shown in one of the message's blocks.

A link would do without the scope `files:write`, but Slack fetches what it shows from the open internet, where no report
of ours belongs. The file is nobody's until the message shows it, and then visible where the message is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.delivery import NotNow
from bot.adapters.slack import blocks as kit
from bot.adapters.slack.rendering import Message
from bot.adapters.slack.users import code_of

log = logging.getLogger(__name__)

TRIES = 3  # Slack may need some seconds until it can show a file that it was given
AFTER = 5.0  # seconds


@dataclass(frozen=True)
class Picture:
    """A PNG, and in words what it shows; it stands after the first `after` blocks of its message."""

    data: bytes
    name: str
    says: str
    after: int = 1


async def with_picture(message: Message, picture: Picture, *, client: AsyncWebClient) -> Message:
    """The message with its picture; without it where Slack does not let the bot give it files.

    :raises NotNow: when the network fails on the way
    """
    try:
        given = await client.files_upload_v2(content=picture.data, filename=picture.name, title=picture.says)
    except SlackApiError as error:
        log.warning("a picture was left out: %s", code_of(error))
        return message
    except (SlackRequestError, aiohttp.ClientError, TimeoutError) as error:
        raise NotNow(type(error).__name__) from None
    files: list[dict[str, str]] = given["files"]
    blocks = [*message.blocks]
    blocks.insert(picture.after, kit.image(files[0]["id"], picture.says))
    return replace(message, blocks=blocks)
