"""Put a reply into words: one card from the reply's ids, the library's texts and the occasion."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.content.card_words import CardWords, Occasion
from bot.content.cards import Button, Card, Section, SendForm
from bot.content.models import Article, Curated, Status
from bot.content.presenting_guide import GuidePresenter
from bot.content.presenting_notice import REASONS as REASONS
from bot.content.presenting_notice import NoticePresenter
from bot.content.rendering import any_system, organisation_values, render, system_view
from bot.content.snapshot import Snapshot
from bot.core import guide as guides
from bot.core.dialogue.following import Options
from bot.core.reply import (
    NONE_OF_THESE,
    UNKNOWN,
    Answer,
    AwaitingChoice,
    AwaitingSystem,
    ClarifyChoice,
    ClarifySystem,
    Fallback,
    Guide,
    HandoffOffer,
    InGuide,
    Notice,
    OutOfScope,
    Reply,
    Route,
    State,
)
from bot.core.routing import missing
from bot.errors import GoneError


def present(reply: Reply, *, snapshot: Snapshot, occasion: Occasion) -> Card:
    """The card for `reply`.

    :raises GoneError: when what it shows is no longer in the content
    :raises GuideError: when the guide was changed since
    """
    presenter = _Presenter(snapshot, occasion)
    card = presenter.card(reply)
    notes = (*presenter.notes(), *card.notes)
    resume = presenter.resume(reply)
    return replace(card, notes=notes, actions=(*card.actions, *resume))


def options_of(state: State, *, snapshot: Snapshot, language: str) -> Options:
    """What is shown to choose from while the bot waits in `state`.

    :raises GoneError: when what was shown is no longer in the content
    :raises GuideError: when the guide was changed since
    """
    presenter = _Presenter(snapshot, Occasion(language, datetime.min, Route(role="")))  # noqa: DTZ901 -- not shown
    match state:
        case AwaitingSystem(systems=systems):
            names = (presenter.phrases.system(slug) for slug in systems)
            return Options((*systems, UNKNOWN), (*names, presenter.say("system.unknown")))
        case AwaitingChoice(candidates=candidates):
            titles = (presenter.title(article) for article in candidates)
            return Options((*candidates, NONE_OF_THESE), (*titles, presenter.say("choice.none")))
        case InGuide(state=guide_state):
            step = guides.next_step(snapshot.library.guide, guide_state)
            if isinstance(step, guides.Outcome):
                return Options()
            ids = tuple(option.id for option in step.options)
            return Options(ids, tuple(option.label.get(language) for option in step.options))
        case _:
            return Options()


def title_of(article: str, *, snapshot: Snapshot, language: str) -> str:
    """The title of an answered id, as people read it."""
    return _Presenter(snapshot, Occasion(language, datetime.min, Route(role=""))).title(article)  # noqa: DTZ901


class _Presenter(CardWords):
    """Builds the card of one occasion."""

    def card(self, reply: Reply) -> Card:  # noqa: C901 -- a closed union, one line a case
        """One card by the kind of reply."""
        match reply:
            case Fallback():
                return self._fallback()
            case HandoffOffer():
                return self._handoff(reply)
            case Guide(state=state):
                return GuidePresenter(self.snapshot, self.at).card(state)
            case ClarifySystem():
                return self._clarify_system(reply)
            case Answer():
                return self._answer(reply)
            case ClarifyChoice(candidates=candidates):
                return self._choice(candidates)
            case OutOfScope():
                return self._plain("out_of_scope", self.say("out_of_scope.text"), self._examples())
            case Notice(key=key, values=values):
                return NoticePresenter(self.snapshot, self.at).card(key, values)
            case _:
                assert_never(reply)

    def notes(self) -> tuple[str, ...]:
        """What the asker is told about their own message."""
        if not self.at.redacted:
            return ()
        kinds = ", ".join(self.say(f"redacted.{kind}") for kind in dict.fromkeys(self.at.redacted))
        return (self.say("redacted.note", kinds=kinds),)

    def resume(self, reply: Reply) -> tuple[Button, ...]:
        """The way back to a guide this question interrupted."""
        if self.at.paused_question_id is None or isinstance(reply, Guide):
            return ()
        return (Button("resume", self.say("guide.resume"), question_id=self.at.paused_question_id),)

    def title(self, article: str) -> str:
        """The title of an article, procedure in a system, or handoff topic."""
        system, key = self.snapshot.catalogue.split(article)
        if key in self.library.handoffs:
            return self.library.handoffs[key].title.get(self.language)
        return render(self._content(key).title.get(self.language), self._values(system, key))

    def _content(self, key: str) -> Curated:
        content = self.library.articles.get(key) or self.library.procedures.get(key)
        if content is None:
            raise GoneError(key)
        return content

    def _values(self, system: str | None, procedure: str | None) -> dict[str, object]:
        library = self.library
        values = organisation_values(library.organisation, library.systems, language=self.language, system=system)
        if system:
            values["system"] = system_view(system, library.systems[system], language=self.language, procedure=procedure)
        elif procedure in library.procedures:
            values["system"] = any_system(self.say("system.any"))
        return values

    def _plain(self, kind: str, text: str, options: tuple[Button, ...] = ()) -> Card:
        return Card(
            kind=kind,
            language=self.language,
            question_id=self.at.question_id,
            text=text,
            options=options,
            actions=(self.person_button(),),
        )

    def _fallback(self) -> Card:
        return self._plain("fallback", self.say("fallback.text"), self._examples())

    def _examples(self) -> tuple[Button, ...]:
        return tuple(Button(f"sample:{number}", self.say(f"sample.{number}")) for number in (1, 2, 3))

    def _choice(self, candidates: tuple[str, ...]) -> Card:
        options = tuple(Button(f"choice:{article}", self.title(article)) for article in candidates)
        none = Button(f"choice:{NONE_OF_THESE}", self.say("choice.none"))
        return self._plain("clarify_choice", self.say("choice.text"), (*options, none))

    def _clarify_system(self, reply: ClarifySystem) -> Card:
        procedure = self.library.procedures.get(reply.procedure)
        if procedure is None:
            raise GoneError(reply.procedure)
        options = tuple(Button(f"system:{slug}", self.phrases.system(slug)) for slug in reply.systems)
        unknown = Button(f"system:{UNKNOWN}", self.say("system.unknown"))
        return self._plain("clarify_system", procedure.question.get(self.language), (*options, unknown))

    def _handoff(self, reply: HandoffOffer) -> Card:
        card = Card("handoff_offer", self.language, self.at.question_id, self._why(reply), form=self._form())
        return replace(card, title=self.title(reply.topic) if reply.topic else "", urgent=self.urgent())

    def _why(self, reply: HandoffOffer) -> str:
        if reply.topic in self.library.handoffs:
            return self.library.handoffs[reply.topic].why.get(self.language)
        return self.say(f"handoff.{reply.reason}")

    def _form(self) -> SendForm:
        route = self.at.route
        need = missing(route, catalogue=self.snapshot.catalogue)
        organisation = self.library.organisation
        options: tuple[tuple[str, str], ...] = ()
        if need == "system":
            options = tuple((slug, self.phrases.system(slug)) for slug in self.snapshot.catalogue.systems)
        elif need == "department":
            options = tuple((key, self.phrases.department(key)) for key in organisation.departments)
        return SendForm(
            text=self.at.text,
            to=self.say("handoff.to", role=self.phrases.role(route), mailbox=self.phrases.mailbox(route)),
            promise=self.phrases.promise(route, self.at.now, urgent=self.at.is_urgent),
            label=self.say("handoff.text_label"),
            send_label=self.say("button.send"),
            cancel_label=self.say("button.cancel"),
            ask=need,
            ask_label=self.say(f"handoff.ask_{need}") if need else "",
            options=(*options, (UNKNOWN, self.say("system.unknown"))) if options else (),
        )

    def _answer(self, reply: Answer) -> Card:
        card = self._article(reply.article, handoff_first=reply.handoff_first)
        also = tuple(replace(self._article(other), actions=(), related=(), feedback=()) for other in reply.also)
        actions = card.actions
        notes: tuple[str, ...] = ()
        if reply.guessed:
            notes = (self.say("system.guessed", system=self.phrases.system(reply.system)),)
        elif reply.remembered and reply.system:
            notes = (self.say("system.assumed", system=self.phrases.system(reply.system)),)
        elif reply.system and self.at.can_remember:
            label = self.say("system.remember", system=self.phrases.system(reply.system))
            actions = (*actions, Button(f"remember:{reply.system}", label))
        return replace(card, also=also, actions=actions, notes=notes)

    def _article(self, article: str, *, handoff_first: bool = False) -> Card:
        system, key = self.snapshot.catalogue.split(article)
        content = self._content(key)
        can_decide = isinstance(content, Article) and content.guide_facts is not None
        decide = (Button("guide", self.say("button.guide"), primary=True),) if can_decide else ()
        card = Card(
            kind="answer",
            language=self.language,
            question_id=self.at.question_id,
            title=self.title(article),
            text=render(content.answer.get(self.language), self._values(system, key)),
            sections=self._example_sections(content),
            marks=self._marks(content, system, key),
            trust=self._trust(content, system),
            actions=(*decide, *(() if handoff_first else (self.send_button(),))),
            related=tuple(Button(f"see:{other}", self.title(other)) for other in content.related),
            related_label=self.say("related.label"),
            feedback=self.feedback_buttons(),
            feedback_label=self.say("feedback.question"),
        )
        if not handoff_first:
            return card
        why = content.handoff_why.get(self.language) if content.handoff_why else ""
        return replace(card, urgent="\n\n".join(part for part in (why, self.urgent()) if part), form=self._form())

    def _example_sections(self, content: Curated) -> tuple[Section, ...]:
        if not isinstance(content, Article) or content.examples is None:
            return ()
        examples = content.examples
        return (
            Section(self.say("examples.yes"), tuple(text.get(self.language) for text in examples.yes)),
            Section(self.say("examples.no"), tuple(text.get(self.language) for text in examples.no)),
        )

    def _marks(self, content: Curated, system: str | None, key: str) -> tuple[str, ...]:
        steps = self.library.systems[system].steps.get(key) if system else None
        is_example = content.example or (steps is not None and steps.example)
        is_draft = content.status is Status.DRAFT or (steps is not None and steps.status is Status.DRAFT)
        marks = [self.say("mark.draft")] if is_draft else []
        return (*marks, self.say("mark.example")) if is_example else tuple(marks)

    def _trust(self, content: Curated, system: str | None) -> tuple[str, ...]:
        sources = [self.basis_line(basis) for basis in content.basis]
        owner = self.phrases.role(Route(role=content.owner, system=system))
        verified = content.verified_on
        return (
            *((self.say("trust.basis", sources="; ".join(sources)),) if sources else ()),
            self.say("trust.owner", owner=owner),
            self.say("trust.verified", day=self.phrases.day(verified)) if verified else self.say("trust.unverified"),
        )
