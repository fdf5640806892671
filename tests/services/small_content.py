"""A municipality small enough to hold in the head: two systems, six articles, two procedures, three topics."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from math import log

from bot.content.building import samples_of
from bot.content.loading import Content
from bot.content.models import (
    Article,
    Department,
    DocumentType,
    HandoffTopic,
    OpeningHours,
    Organisation,
    Procedure,
    Role,
    Status,
    System,
    Theme,
    Utterances,
    Vocabulary,
)
from bot.content.snapshot import Snapshot, catalogue_of, lexicon_of, library_of
from bot.content.training import train
from bot.core.calibration import Calibration
from bot.core.dialogue.situation import Thresholds
from tests.core.small_bot import GUIDE, both

NOTE = "hvad er notatpligt"
MAIL = "skal en mail journaliseres"
BREACH = "jeg har sendt personoplysninger til en forkert modtager"
GUIDE_QUESTION = "skal jeg journalisere det her"
PERSON = "jeg vil tale med et menneske"
NEW_CASE = "hvordan opretter jeg en sag"
PASSWORD = "jeg har glemt mit kodeord"
TEMPLATE = "skabelonen til breve skal ændres for alle"
COMPLAINT = "en borger klager over at vi mangler dokumenter"
NOT_OURS = "hvad er der til frokost i kantinen"
GIBBERISH = "qwrtzx xkjhgq"
ENGLISH = "what is the duty to take notes"
CLOSE = "luk et projekt eller en sag"
"""Two things at once, for a bot that is unsure: a choice to make."""


def _role(scope: str, hours: int = 14, **more: object) -> Role:
    values = {"name": both("en rolle"), "scope": scope, "does": both("Noget."), "answers_within_hours": hours, **more}
    mailbox = {"system": "{system}@eksempel", "department": "{department}@eksempel", "central": "post@eksempel"}[scope]
    return Role.model_validate({"mailbox": mailbox, **values})


ORGANISATION = Organisation(
    name="Eksempelby Kommune",
    read_more=both("intranettet"),
    strategy=both("strategien"),
    coordinator_role="koordinator",
    breach_role="brud",
    system_role="systemansvarlig",
    department_role="leder",
    departments={"skole": Department(name=both("Skoleforvaltningen")), "teknik": Department(name=both("Teknik"))},
    roles={
        "koordinator": _role("central"),
        "it": _role("central", 7),
        "sikkerhed": _role("central"),
        "brud": _role("central", 1, wall_clock=True, held_by="sikkerhed", phone_note=both("Ring nu.")),
        "systemansvarlig": _role("system"),
        "leder": _role("department"),
    },
    opening_hours=OpeningHours(weekdays=("mon", "tue", "wed", "thu", "fri"), opens=time(8), closes=time(15)),
    closed_days=("05-01", "12-24", "12-31"),
)


def _article(title: str, route: str = "koordinator", **more: object) -> Article:
    values = {
        "title": both(title),
        "answer": both("**Ja.** Sådan er det."),
        "theme": Theme.LEGISLATION,
        "owner": "koordinator",
        "status": Status.APPROVED,
        "review_after": date(2030, 1, 1),
        "route": route,
        **more,
    }
    return Article.model_validate(values)


def _procedure(title: str, **more: object) -> Procedure:
    values = {
        "title": both(f"{title} i {{{{ system.name }}}}"),
        "question": both("I hvilket system?"),
        "answer": both("**Spørg superbrugeren.**"),
        "owner": "systemansvarlig",
        "status": Status.APPROVED,
        "review_after": date(2030, 1, 1),
        "route": "systemansvarlig",
        **more,
    }
    return Procedure.model_validate(values)


def _topic(role: str, *da: str) -> HandoffTopic:
    return HandoffTopic(title=both("Et emne"), why=both("Det skal en person se på."), role=role, da=da, en=())


def _asked(*da: str, en: tuple[str, ...] = ()) -> Utterances:
    return Utterances(da=da, en=en)


ARTICLES = {
    "notat": _article("Hvad er notatpligt?"),
    "mail": _article("Skal en mail journaliseres?", guide_facts={"what": "mail"}),
    "udkast": _article("Skal et udkast gemmes?", route="leder", status=Status.DRAFT),
    "luk-projekt": _article("Hvordan lukker jeg et projekt?"),
    "gdpr-brud": _article("Et brud", route="brud", handoff_first=True, theme=Theme.SECURITY),
    "dok-skal-jeg": _article("Skal jeg journalisere det her?"),
    "bot-menneske": _article("Tal med en person", handoff_first=True, theme=Theme.BOT),
}

UTTERANCES = {
    "notat": _asked(
        NOTE, "hvad går notatpligt ud på", "fortæl om notatpligt", en=(ENGLISH, "explain the duty to take notes")
    ),
    "mail": _asked(
        MAIL,
        "hvad gør jeg med en mail på en sag",
        "er en mail noget der skal journaliseres",
        en=("should an e-mail be journaled",),
    ),
    "udkast": _asked("skal et udkast gemmes", "hvad gør jeg med udkast og kladder", "må et udkast smides ud"),
    "gdpr-brud": _asked(BREACH, "et brev med personoplysninger er havnet forkert", "personoplysninger er lækket"),
    "dok-skal-jeg": _asked(GUIDE_QUESTION, "skal det her journaliseres", "er det her noget jeg skal journalisere"),
    "bot-menneske": _asked(PERSON, "lad mig tale med et rigtigt menneske", "kan jeg tale med et menneske"),
    "sag": _asked(
        NEW_CASE,
        "hvordan opretter man en ny sag i {system}",
        "opret en sag",
        en=("how do I create a case in {system}",),
    ),
    "luk": _asked("hvordan lukker jeg en sag", "jeg vil lukke en sag i {system}", "luk en sag"),
    "luk-projekt": _asked("hvordan lukker jeg et projekt", "jeg vil lukke et projekt", "luk et projekt"),
    "fejl": _asked("{system} virker ikke", "der er fejl i {system} og det går ned", "fejl i {system}"),
}

CONTENT = Content(
    organisation=ORGANISATION,
    phrases={
        "calendar.months": both("jan feb mar apr maj jun jul aug sep okt nov dec"),
        "calendar.weekdays": both("man tirs ons tors fre lør søn"),
        "redacted.note": both("Taget ud: {{ kinds }}"),
        "redacted.cpr": both("CPR-nummer"),
        "notice.answered": both("Svar på {{ number }}: {{ answer }}"),
    },
    systems={
        slug: System(name=slug.title(), purpose=both("sager"), known="sure", used_for="both")
        for slug in ("aurora", "bifrost")
    },
    articles=ARTICLES,
    procedures={
        "sag": _procedure("Opret sag"),
        "luk": _procedure("Luk sag"),
        "fejl": _procedure("Fejl", handoff_first=True),
    },
    guide=GUIDE,
    utterances=UTTERANCES,
    handoffs={
        "kodeord": _topic("it", PASSWORD, "mit kodeord er udløbet", "nyt kodeord"),
        "skabelon": _topic("systemansvarlig", TEMPLATE, "en ny skabelon til breve", "skabelonen er forkert"),
        "klage": _topic("leder", COMPLAINT, "en borger er utilfreds og klager", "klage fra en borger"),
    },
    out_of_scope={
        "kantine": _asked(
            NOT_OURS, "hvad koster frokosten i kantinen", "er der frokost i dag", "hvornår åbner kantinen"
        ),
        "vejr": _asked("bliver det regnvejr i morgen", "hvordan er vejret i dag", en=("how is the weather today",)),
        "sport": _asked("hvem vandt kampen i går", "hvad blev kampen i går", en=("who won the match yesterday",)),
        "bus": _asked("hvornår går bussen hjem", "er bussen forsinket i dag", en=("when does the bus leave",)),
    },
    vocabulary=Vocabulary(
        synonyms=(),
        abbreviations={},
        document_types={"mail": DocumentType(name=both("mail"), words=("mail", "e-mail"), article="mail")},
        other_systems=("Outlook",),
    ),
)


def small_snapshot() -> Snapshot:
    """A snapshot of the small content, trained now."""
    lexicon = lexicon_of(CONTENT)
    matcher, calibration = train(samples_of(CONTENT, lexicon), lexicon)
    library = library_of(CONTENT)
    return Snapshot("abc123", library, catalogue_of(library), matcher, calibration)


def unsure(snapshot: Snapshot) -> Snapshot:
    """The snapshot of a bot that takes every text for ours and thinks no candidate likely: it shows three of them."""
    thresholds = Thresholds()
    each = (thresholds.choice + thresholds.likely) / 2
    weightless = (0.0,) * 20  # whatever facts there are, only the last number counts
    calibration = Calibration(
        candidate=(*weightless, log(each / (1 - each))), field=(*weightless, 9.0), person=(*weightless, -9.0)
    )
    return replace(snapshot, calibration=calibration)


def without_article(snapshot: Snapshot, gone: str) -> Snapshot:
    """The snapshot after an editor has taken an article away."""
    articles = {key: article for key, article in snapshot.library.articles.items() if key != gone}
    library = snapshot.library.model_copy(update={"articles": articles})
    return replace(snapshot, hash="def456", library=library, catalogue=catalogue_of(library))
