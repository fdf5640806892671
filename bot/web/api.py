"""The JSON API: ask a question, get the reply as ids and in words; a request id asked again gets the same reply."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StringConstraints

from bot.content.cards import Card
from bot.core.privacy import redact
from bot.core.reply import Reply
from bot.services.asking import Asking, ask
from bot.services.ports import API, Exchange, Place, Sender
from bot.services.turns import card_of
from bot.web.errors import MissingFieldError, RepeatedRequestError
from bot.web.visit import Visit, read_visit

router = APIRouter(prefix="/api", tags=["api"])

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


class AskRequest(BaseModel):
    """A question."""

    text: str = Field(description="The question, in Danish or English, at most 4,000 characters")
    conversation: Name = Field(description="Any name; questions of one asker under one name belong together")
    asker: Name | None = Field(None, description="Who asks: any name; left out where people sign in")
    request_id: Name = Field(description="Chosen by the caller; the same id with the same text gets the same reply")


class AskResponse(BaseModel):
    """The reply: `reply` holds ids only, `card` the same in words (Markdown)."""

    request_id: str
    conversation: str
    question_id: str | None
    language: str = Field(description="da or en: the language of the reply")
    text: str = Field(description="The question as it was stored, personal details taken out")
    reply: Reply
    card: Card


class Refused(BaseModel):
    """Why there is no reply."""

    error: str = Field(description="What went wrong, one word")
    message: str = Field(description="The same as a sentence for the asker")
    reference: str | None = Field(description="What the server's log calls it, when it was not expected")


REFUSALS: dict[int | str, dict[str, object]] = {
    400: {"model": Refused, "description": "The request is not JSON in UTF-8"},
    401: {"model": Refused, "description": "People sign in here, and the request carries no open session"},
    409: {"model": Refused, "description": "The request id was used before, for another text"},
    413: {"model": Refused, "description": "The text is longer than 4,000 characters"},
    422: {"model": Refused, "description": "A field is missing or of the wrong kind"},
    429: {"model": Refused, "description": "More than 20 questions within a minute"},
    503: {"model": Refused, "description": "The question could not be stored; send it again"},
}


@router.post("/ask", responses=REFUSALS)
def ask_question(asked: AskRequest, visit: Annotated[Visit, Depends(read_visit)]) -> AskResponse:
    """Ask a question and get the bot's reply. Where people sign in, it is asked by who the session belongs to."""
    sender = read_asker(asked, visit)
    asking = Asking(
        event_id=within(sender, asked.request_id),
        sender=sender,
        place=Place(within(sender, asked.conversation)),
        text=asked.text,
    )
    exchange = ask(asking, services=visit.services, now=visit.now)
    if exchange.said != redact(asked.text, keep=visit.snapshot.names).text:
        raise RepeatedRequestError
    return _response(asked, exchange, visit)


def read_asker(asked: AskRequest, visit: Visit) -> Sender:
    """Who asks: whoever has signed in; elsewhere whom the request names.

    :raises NotSignedInError: when people sign in, and nobody has
    :raises MissingFieldError: when nobody is named
    """
    if visit.needs_sign_in:
        return visit.sender
    if asked.asker is None:
        raise MissingFieldError
    return Sender(API, asked.asker)


def within(asker: Sender, name: str) -> str:
    """An id that no other asker can name: two callers with the same request id do not meet each other's reply."""
    return f"{API}:{sha256(asker.external_id.encode()).hexdigest()[:20]}:{name}"


def _response(asked: AskRequest, exchange: Exchange, visit: Visit) -> AskResponse:
    with visit.services.storage.reading() as work:
        # as of the moment it was asked: the same request says the same, promises of a time included
        card = card_of(exchange, work=work, snapshot=visit.snapshot, now=exchange.at)
    return AskResponse(
        request_id=asked.request_id,
        conversation=asked.conversation,
        question_id=exchange.question_id,
        language=exchange.language,
        text=exchange.said or "",
        reply=exchange.reply,
        card=card,
    )
