"""The guide's cards: a step with its options, or the outcome with basis, checks and receipt."""

from __future__ import annotations

from bot.content.card_words import CardWords
from bot.content.cards import Button, Card, Section
from bot.core import guide as guides
from bot.core.guide_receipt import receipt, where
from bot.core.worktime import danish_day


class GuidePresenter(CardWords):
    """Builds the guide's card of one occasion."""

    def card(self, state: guides.GuideState) -> Card:
        """The open step, or the outcome.

        :raises GuideError: when the guide was changed since
        """
        guide = self.library.guide
        step = guides.next_step(guide, state)
        if isinstance(step, guides.Outcome):
            return self._outcome(step)
        options = tuple(
            Button(f"step:{step.id}:{option.id}", option.label.get(self.language)) for option in step.options
        )
        actions = (Button("back", self.say("guide.back")),) if state.answers or state.known else ()
        intro = "" if state.answers else guide.intro.get(self.language)
        texts = (intro, f"**{step.question.get(self.language)}**", step.help.get(self.language) if step.help else "")
        return Card(
            kind="guide",
            language=self.language,
            question_id=self.at.question_id,
            title=guide.title.get(self.language),
            text="\n\n".join(text for text in texts if text),
            notes=self._known_notes(state),
            options=options,
            actions=(*actions, Button("cancel", self.say("button.cancel")), self.person_button()),
        )

    def _known_notes(self, state: guides.GuideState) -> tuple[str, ...]:
        if not state.known or state.answers:
            return ()
        return (self.say("guide.known"),)

    def _outcome(self, outcome: guides.Outcome) -> Card:
        guide, language = self.library.guide, self.language
        place = self.phrases.system(self.at.system) if self.at.system else None
        put = where(guide, outcome, language=language, place=place)
        texts = [
            f"{leaf.verdict.get(language)} {leaf.why.get(language)}\n\n{outcome.advice(leaf).get(language)}"
            for leaf in outcome.leaves
        ]
        checks = tuple(check.get(language) for check in guide.checks) if outcome.belongs_on_case else ()
        bases = [self.basis_line(basis) for leaf in outcome.leaves for basis in leaf.basis]
        return Card(
            kind="guide",
            language=language,
            question_id=self.at.question_id,
            title=guide.title.get(language),
            text="\n\n".join([*texts, *([put] if put else [])]),
            urgent=self.urgent() if any(leaf.code == "P" for leaf in outcome.leaves) else "",
            sections=(Section(self.say("guide.checks"), checks),) if checks else (),
            marks=(self.say("mark.draft"),),
            trust=(self.say("trust.basis", sources="; ".join(dict.fromkeys(bases))),),
            actions=(Button("back", self.say("guide.back")), self.send_button()),
            feedback=self.feedback_buttons(),
            feedback_label=self.say("feedback.question"),
            receipt=receipt(
                guide,
                outcome,
                language=language,
                on=danish_day(self.at.now),
                content_version=self.snapshot.hash,
                place=place,
            ),
            receipt_label=self.say("guide.receipt"),
        )
