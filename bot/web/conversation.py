"""Show a conversation: its turns with today's cards, what was chosen on the way, and what has come since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.content.cards import Card
from bot.core.reply import NONE_OF_THESE, UNKNOWN, Answer, ClarifySystem, Guide, HandoffOffer, Notice, Reply
from bot.services.ports import Exchange, Question, Work
from bot.services.turns import card_of
from bot.web.visit import Visit

ASIDE = frozenset(
    {"notice.thanks", "notice.sorry", "notice.remembered"}
    | {"notice.answered", "notice.asked_back", "notice.still_waiting", "notice.forwarded", "notice.merged"}
)


@dataclass(frozen=True)
class TurnView:
    """One turn as the page shows it.

    `chosen` is the label of the button that led here; `is_past` means that the buttons above it are used up.
    """

    event_id: str
    said: str
    chosen: str
    card: Card
    moment: str
    is_past: bool
    is_aside: bool
    has_feedback: bool


def turns(visit: Visit, *, after: str = "") -> list[TurnView]:
    """The turns of the open conversation, those after the event `after` when it is one of them."""
    conversation_id = visit.talk.conversation_id
    if not conversation_id:
        return []
    with visit.services.storage.reading() as work:
        exchanges = work.transcript(conversation_id)
        return list(_Reading(visit, work, exchanges).turns(after))


def turns_of(visit: Visit, exchanges: Sequence[Exchange]) -> list[TurnView]:
    """These turns, whoever's they are, as their page shows them."""
    with visit.services.storage.reading() as work:
        return list(_Reading(visit, work, exchanges).turns(""))


class _Reading:
    """One reading of a transcript, oldest turn first."""

    def __init__(self, visit: Visit, work: Work, exchanges: Sequence[Exchange]) -> None:
        self.visit = visit
        self.work = work
        self.exchanges = exchanges

    def turns(self, after: str) -> Iterator[TurnView]:
        """The turns to show."""
        known = [at for at, exchange in enumerate(self.exchanges) if exchange.event_id == after]
        first = known[-1] + 1 if known else 0
        for at in range(first, len(self.exchanges)):
            yield self._turn(at)

    def _turn(self, at: int) -> TurnView:
        exchange = self.exchanges[at]
        question = self._question(exchange)
        return TurnView(
            event_id=exchange.event_id,
            said=exchange.said or "",
            chosen="" if exchange.said else self._chosen(at),
            card=self._card(exchange),
            moment=self.visit.phrases().moment(exchange.at),
            is_past=any(self._supersedes(later, exchange) for later in self.exchanges[at + 1 :]),
            is_aside=is_aside(exchange.reply),
            has_feedback=bool(question and question.feedback),
        )

    def _card(self, exchange: Exchange) -> Card:
        return card_of(exchange, work=self.work, snapshot=self.visit.snapshot, now=exchange.at)

    def _question(self, exchange: Exchange) -> Question | None:
        return self.work.question(exchange.question_id) if exchange.question_id else None

    def _chosen(self, at: int) -> str:
        exchange = self.exchanges[at]
        before = [one for one in self.exchanges[:at] if one.question_id == exchange.question_id]
        return chosen_label(exchange.reply, self._card(before[-1])) if before else ""

    def _supersedes(self, later: Exchange, exchange: Exchange) -> bool:
        is_used_up = not is_aside(later.reply) or is_aside(exchange.reply)
        return later.question_id == exchange.question_id and is_used_up


def is_aside(reply: Reply) -> bool:
    """Whether a reply leaves the buttons above it usable."""
    return isinstance(reply, Notice) and reply.key in ASIDE


def chosen_label(reply: Reply, before: Card) -> str:
    """The label of the option of the card `before` that led to `reply`; '' when it was no option."""
    actions = _actions_leading_to(reply)
    return next((option.label for option in before.options if option.action in actions), "")


def _actions_leading_to(reply: Reply) -> tuple[str, ...]:
    match reply:
        case Guide(state=state) if state.answers:
            last = state.answers[-1]
            return (f"step:{last.step}:{last.option}",)
        case Answer(article=article, system=system):
            return (f"system:{system}", f"choice:{article}")
        case ClarifySystem(procedure=procedure):
            return (f"choice:{procedure}",)
        case HandoffOffer(reason="topic", topic=topic):
            return (f"choice:{topic}",)
        case HandoffOffer():
            return (f"choice:{NONE_OF_THESE}", f"system:{UNKNOWN}")
        case _:
            return ()
