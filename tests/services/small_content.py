"""A municipality small enough to hold in the head: two systems, six articles, two procedures, three topics."""

from __future__ import annotations

from datetime import date, time

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
from bot.content.training import fit
from bot.core.calibration import Calibration

from ..core.small_bot import GUIDE, both

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
CLOSE = "jeg vil lukke det"
"""As near to closing a case as to closing a project: a choice to make."""

CALIBRATION = Calibration(candidate=(0.0, 3.0, 6.0, 4.0, 2.0, -10.5), field=(0.0, 0.0, 0.0, 8.0, 4.0, -6.0))
"""Written by hand: likelier with distance to the next, likeness, known words and being in the field."""


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
    "notat": _asked(NOTE, "hvad går notatpligt ud på", en=(ENGLISH, "explain the duty to take notes")),
    "mail": _asked(MAIL, "hvad gør jeg med en mail på en sag", en=("should an e-mail be journaled",)),
    "udkast": _asked("skal et udkast gemmes", "hvad gør jeg med udkast og kladder"),
    "gdpr-brud": _asked(BREACH, "et brev med personoplysninger er havnet hos en forkert modtager"),
    "dok-skal-jeg": _asked(GUIDE_QUESTION, "skal det her journaliseres", "er det her noget jeg skal journalisere"),
    "bot-menneske": _asked(PERSON, "lad mig tale med et rigtigt menneske"),
    "sag": _asked(NEW_CASE, "hvordan opretter man en ny sag i {system}", en=("how do I create a case in {system}",)),
    "luk": _asked("hvordan lukker jeg en sag", "jeg vil lukke en sag i {system}"),
    "luk-projekt": _asked("hvordan lukker jeg et projekt", "jeg vil lukke et projekt"),
    "fejl": _asked("{system} virker ikke", "der er fejl i {system} og det går ned"),
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
        "kodeord": _topic("it", PASSWORD, "mit kodeord er udløbet"),
        "skabelon": _topic("systemansvarlig", TEMPLATE, "en ny skabelon til breve"),
        "klage": _topic("leder", COMPLAINT, "en borger er utilfreds og klager"),
    },
    out_of_scope={
        "kantine": _asked(NOT_OURS, "hvornår går bussen hjem", "bliver det regnvejr i morgen", en=("when does the bus leave",))
    },
    vocabulary=Vocabulary(
        synonyms=(),
        skip_words=(),
        abbreviations={},
        document_types={"mail": DocumentType(name=both("mail"), words=("mail", "e-mail"), article="mail")},
        other_systems=("Outlook",),
    ),
)


def small_snapshot(*, articles: dict[str, Article] | None = None, content_hash: str = "abc123") -> Snapshot:
    """A snapshot of the small content, trained now; `articles` in place of its own."""
    lexicon = lexicon_of(CONTENT)
    matcher = fit(samples_of(CONTENT, lexicon), lexicon)
    library = library_of(CONTENT).model_copy(update={"articles": articles or ARTICLES})
    return Snapshot(content_hash, library, catalogue_of(library), matcher, CALIBRATION)


