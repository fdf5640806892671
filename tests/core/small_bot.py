"""A bot small enough to hold in the head: two systems, a handful of topics, a guide of two steps."""

from __future__ import annotations

from bot.core.catalogue import GUIDE_ARTICLE, PERSON_ARTICLE, Catalogue, Roles, Topic
from bot.core.guide import FactWords, Guide, Leaf, Option, ReceiptLabels, Step, Where, Words
from bot.core.lexicon import Found, Lexicon
from bot.core.matching import Kind
from bot.core.texts import Basis, Bilingual
from bot.core.understanding import Candidate, Understanding


def both(text: str) -> Bilingual:
    """The same text in both languages."""
    return Bilingual(da=text, en=text)


def _option(
    option_id: str, label: str, sets: dict[str, str], *, leaf: str | None = None, step: str | None = None
) -> Option:
    return Option(id=option_id, label=both(label), sets=sets, leaf=leaf, step=step)


def _leaf(leaf_id: str, verdict: str) -> Leaf:
    basis = (Basis(source=both("En lov")),)
    return Leaf(
        id=leaf_id, code="J", verdict=both(verdict), why=both("Fordi."), do=both("Gør."), basis=basis, ask="koordinator"
    )


GUIDE = Guide(
    title=both("Skal jeg?"),
    intro=both("Et par spørgsmål."),
    steps=(
        Step(
            id="what",
            question=both("Hvad er det?"),
            options=(
                _option("mail", "En mail eller et brev", {"what": "mail"}, step="who"),
                _option("spoken", "Noget mundtligt", {"what": "spoken"}, leaf="L1"),
            ),
        ),
        Step(
            id="who",
            question=both("Hvem er den fra?"),
            options=(
                _option("citizen", "En borger", {"who": "citizen"}, leaf="L2"),
                _option("colleague", "En kollega", {"who": "colleague"}, leaf="L1"),
                _option("unknown", "Ved ikke", {"who": "unknown"}, leaf="L1"),
            ),
        ),
    ),
    leaves=(_leaf("L1", "**Skriv et notat.**"), _leaf("L2", "**Ja, journalisér.**")),
    checks=(both("Titel"),),
    where=Where(known=both("I {place}"), unknown=both("I dit system")),
    receipt=ReceiptLabels(**{name: both(name) for name in ReceiptLabels.model_fields}),
    words=Words(
        negations=("ikke",),
        facts={"what": FactWords(values={"mail": ("mail", "mailen"), "spoken": ("telefon",)})},
    ),
)

ROLES = Roles(
    central=frozenset({"koordinator", "brud", "it"}),
    per_system=frozenset({"systemansvarlig", "superbruger"}),
    per_department=frozenset({"leder"}),
    coordinator="koordinator",
    breach="brud",
    system_manager="systemansvarlig",
    leader="leder",
    held_by={"brud": "it"},
)

_TOPICS = (
    Topic(id="notat", kind=Kind.ARTICLE, role="koordinator", theme="lovgivning"),
    Topic(id="mail", kind=Kind.ARTICLE, role="koordinator", guide_facts={"what": "mail"}),
    Topic(id="udkast", kind=Kind.ARTICLE, role="leder", draft=True),
    Topic(id="oplaering", kind=Kind.ARTICLE, role="superbruger"),
    Topic(id="brud", kind=Kind.ARTICLE, role="brud", handoff_first=True),
    Topic(id=GUIDE_ARTICLE, kind=Kind.ARTICLE, role="koordinator"),
    Topic(id=PERSON_ARTICLE, kind=Kind.ARTICLE, role="koordinator", handoff_first=True),
    Topic(id="sag", kind=Kind.PROCEDURE, role="systemansvarlig"),
    Topic(id="fejl", kind=Kind.PROCEDURE, role="systemansvarlig", handoff_first=True),
    Topic(id="presse", kind=Kind.HANDOFF, role="koordinator", handoff_first=True),
    Topic(id="kodeord", kind=Kind.HANDOFF, role="it", handoff_first=True),
    Topic(id="skabelon", kind=Kind.HANDOFF, role="systemansvarlig", handoff_first=True),
    Topic(id="klage", kind=Kind.HANDOFF, role="leder", handoff_first=True),
)

CATALOGUE = Catalogue(
    topics={topic.id: topic for topic in _TOPICS},
    systems=("aurora", "bifrost", "cirkus"),
    roles=ROLES,
    guide=GUIDE,
    document_types={"mail": "mail"},
)

LEXICON = Lexicon(systems={"aurora": "aurora", "bifrost": "bifrost", "cirkus": "cirkus"})


def candidate(intent: str, probability: float) -> Candidate:
    """A candidate of the small bot."""
    topic = CATALOGUE.topics[intent]
    return Candidate(intent=intent, kind=topic.kind, score=probability, probability=probability, phrase=intent)


def understood(
    *candidates: Candidate,
    systems: tuple[str, ...] = (),
    document_types: tuple[str, ...] = (),
    second: Candidate | None = None,
    in_field: float = 0.9,
    for_person: float | None = None,
    text: str = "en tekst",
    is_empty: bool = False,
) -> Understanding:
    """What a text was understood as, without a text that would be; for a person when the best candidate is."""
    if for_person is None:
        for_person = 0.9 if candidates and CATALOGUE.topics[candidates[0].intent].handoff_first else 0.1
    return Understanding(
        text=text,
        language="da",
        found=Found(words=("en", "tekst"), systems=systems, document_types=document_types, other_systems=()),
        candidates=candidates,
        in_field=in_field,
        for_person=for_person,
        second=second,
        is_empty=is_empty,
    )
