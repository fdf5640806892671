"""A dozen tickets in every state, for the pages that show them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from bot.core.dialogue.moves import SendHandoff
from bot.services import acting, replying
from bot.services.asking import Asking, ask
from bot.services.ports import WEB, Person, Place, Sender, Ticket
from bot.services.pressing import Press, press
from bot.web.people import demo_people, enter
from tests.web.conftest import Running

ANNA, BO, CARL = "employee-boern-og-uddannelse", "employee-social-og-handicap", "employee-senior-og-sundhed"
MANAGER, COLLEAGUE, COORDINATOR, BREACHES = "manager-nexus", "manager-acadre", "coordinator", "central-brud"
NAMES = {ANNA: "Anna Holm", BO: "Bo Æbeltoft", CARL: "Carl Ø. Nissen"}
BREACH = "Jeg har sendt en mail med personoplysninger til den forkerte borger"


class Scene:
    """Tickets made through the services, as people of the demonstration."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.services = running.parts.services
        self._ids = count(1)

    def person(self, key: str) -> Person:
        """A demonstration person, made known with their role."""
        known = demo_people(self.services.content.current().library)
        name = NAMES.get(key, key)
        return enter(known[key], name, services=self.services, now=self.running.clock.now)

    def sent(self, text: str, *, who: str = ANNA, words: str = "", chosen: str | None = None) -> Ticket:
        """Somebody asks, and sends it to a person in these words."""
        self.person(who)
        sender, place = Sender(WEB, who, NAMES[who]), Place(f"place-{who}-{next(self._ids)}")
        now = self.running.clock.now
        asked = ask(Asking(f"scene-{next(self._ids)}", sender, place, text), services=self.services, now=now)
        question = asked.question_id or ""
        move = SendHandoff(text=words or text, chosen=chosen)
        press(Press(f"scene-{next(self._ids)}", sender, place, question, move), services=self.services, now=now)
        with self.running.parts.storage.reading() as work:
            logged = work.question(question)
            ticket = work.ticket(logged.ticket_id or "") if logged else None
        assert ticket is not None
        return ticket

    def wait(self, **how_long: float) -> None:
        """Let time pass."""
        self.running.clock.now += timedelta(**how_long)

    def take(self, ticket: Ticket, who: str = MANAGER) -> Ticket:
        """Somebody takes it."""
        return acting.take_ticket(ticket.id, self.person(who), services=self.services, now=self.running.clock.now)

    def ask_back(self, ticket: Ticket, question: str, who: str = MANAGER) -> Ticket:
        """Somebody asks back."""
        now = self.running.clock.now
        return acting.ask_back(ticket.id, self.person(who), question, services=self.services, now=now)

    def answer(self, ticket: Ticket, text: str, who: str = MANAGER) -> Ticket:
        """Somebody answers it."""
        now = self.running.clock.now
        return acting.answer_ticket(ticket.id, self.person(who), text, services=self.services, now=now)

    def reply(self, ticket: Ticket, text: str, who: str = ANNA) -> Ticket:
        """The asker replies."""
        now = self.running.clock.now
        return replying.reply_to_ticket(ticket.id, self.person(who), text, services=self.services, now=now)

    def helped(self, ticket: Ticket, who: str = ANNA, *, helped: bool = True, why: str = "") -> Ticket:
        """The asker says whether it helped."""
        now = self.running.clock.now
        person = self.person(who)
        return replying.follow_up(ticket.id, person, helped=helped, why=why, services=self.services, now=now)


def fill(scene: Scene) -> dict[str, Ticket]:
    """Twelve tickets of Nexus and others, over three working days; the clock ends on Wednesday morning."""
    for key in (MANAGER, COLLEAGUE, COORDINATOR, BREACHES):
        scene.person(key)
    made = {
        "late": scene.sent("Nexus fejler, når jeg vil gemme et notat", words="Nexus fejler, når jeg gemmer et notat."),
        "confirmed": scene.sent("Hvordan retter jeg en fejl i et notat i Nexus?", who=BO),
        "replied": scene.sent("Jeg kan ikke logge ind i Nexus efter ferien", who=CARL),
    }
    scene.wait(hours=2)
    made["confirmed"] = scene.answer(
        made["confirmed"],
        "Markér notatet, vælg **Fejlregistrér**, og skriv hvorfor. Det forsvinder ikke, men streges over:\n\n"
        "1. Åbn borgerens journal.\n2. Højreklik på notatet.\n3. Vælg *Fejlregistrér*.",
    )
    scene.helped(made["confirmed"], BO)
    scene.ask_back(made["replied"], "Hvilken fejl står der på skærmen, og hvornår loggede du ind sidst?")
    scene.wait(days=1)
    scene.reply(made["replied"], "Der står, at min bruger er spærret.", CARL)
    made["withdrawn"] = scene.sent("Hvordan flytter jeg en borger i Nexus?", who=CARL)
    person = scene.person(CARL)
    replying.withdraw_ticket(made["withdrawn"].id, person, services=scene.services, now=scene.running.clock.now)
    made["awaiting"] = scene.sent("Hvem giver adgang til journalen i Nexus?", who=ANNA)
    scene.ask_back(made["awaiting"], "Er det til en vikar eller til en fast medarbejder?")
    made["resolved"] = scene.sent("Hvor lægger jeg et brev fra lægen i Nexus?", who=ANNA)
    scene.answer(made["resolved"], "Under **Dokumenter** på borgeren. Vælg typen *Lægebrev*.")
    made["reopened"] = scene.sent("Hvordan finder jeg en gammel sag i Nexus?", who=ANNA)
    scene.answer(made["reopened"], "Vælg Arkiv i menuen.")
    scene.helped(made["reopened"], helped=False, why="Menuen er grå hos mig.")
    scene.wait(days=1)
    made["breach"] = scene.sent(BREACH, who=BO)
    made["joined"] = scene.sent("Hvordan opretter jeg en sag i Nexus?", who=ANNA)
    scene.sent("Hvordan opretter jeg en sag i Nexus", who=BO)
    scene.sent("Hvordan opretter jeg en sag i Nexus??", who=CARL)
    made["long"] = scene.sent(
        "Hvordan opretter jeg et dokument i Nexus?",
        who=CARL,
        words="Vi skal have registreret et dokument fra en ekstern leverandør i Nexus, men vi er i tvivl om, hvilken "
        "skabelon vi skal bruge, og om det skal journaliseres på borgeren eller på den overordnede sag. " * 3,
    )
    made["other"] = scene.sent("Hvordan opretter jeg en sag i Acadre?", who=BO)
    made["taken"] = scene.take(scene.sent("Hvordan søger jeg en sag frem i Nexus?", who=BO))
    scene.wait(hours=1)
    return made
