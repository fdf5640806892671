"""Everything named must exist: ids, roles, systems, facts of the guide; and every route ends at a mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.content.loading import Content
from bot.content.models import Article, Curated, Organisation, Role, Steps, System, Theme
from bot.content.problems import Problem, Severity
from bot.content.reading import Document, Location
from bot.core.guide_problems import problems as guide_problems

_SLOTS = {"system": "{system}", "department": "{department}"}
_SCOPES = {
    "coordinator_role": "central",
    "breach_role": "central",
    "system_role": "system",
    "department_role": "department",
}


def check_references(content: Content) -> Iterator[Problem]:
    """Every finding about names that lead nowhere."""
    yield from _ids_used_twice(content)
    yield from _answers_without_utterances(content)
    yield from _answers(content)
    yield from _systems(content)
    yield from _organisation(content)
    yield from _handoffs(content)
    yield from _vocabulary(content)
    yield from _known(content)
    yield from _guide(content)
    yield from _strategy(content)


def _ids_used_twice(content: Content) -> Iterator[Problem]:
    """Also an id that a system and a procedure make together: '<system>-mail' is how to put a mail into that system."""
    seen = {
        f"{system}-{procedure}": content.where("system", system).path
        for system in content.ids("system")
        for procedure in content.ids("procedure")
    }
    for kind in ("article", "procedure", "handoff"):
        for key in content.ids(kind):
            document = content.where(kind, key)
            if key in seen:
                yield Problem(document.path, 1, f"Id'et '{key}' bruges også i {seen[key]}. Giv den ene et andet id.")
            seen[key] = document.path


def _answers_without_utterances(content: Content) -> Iterator[Problem]:
    answers = {key: content.where(kind, key) for kind in ("article", "procedure") for key in content.ids(kind)}
    asked = set(content.ids("utterances"))
    for key, document in answers.items():
        if key not in asked:
            sentence = f"Svaret '{key}' har ingen ytringer. Opret en fil i intents/ med navnet {key}.yaml."
            yield Problem(document.path, 1, sentence)
    for key in asked - set(answers):
        path = content.where("utterances", key).path
        yield Problem(path, 1, f"Ytringerne har intet svar. Skriv artiklen '{key}', eller ret filens navn.")


def _answers(content: Content) -> Iterator[Problem]:
    facts = content.guide.vocabulary() if content.guide else {}
    for kind, answers in (("article", content.articles), ("procedure", content.procedures)):
        for key, answer in answers.items():
            document = content.where(kind, key)
            yield from _one_answer(content, document, answer)
            if isinstance(answer, Article):
                for fact, value in (answer.guide_facts or {}).items():
                    if value not in facts.get(fact, ()):
                        sentence = f"Guiden har ingen oplysning '{fact}: {value}'. Ret den, eller fjern den."
                        yield document.problem(("guide_facts", fact), sentence)


def _one_answer(content: Content, document: Document, answer: Curated) -> Iterator[Problem]:
    known = {*content.ids("article")}
    for at, related in enumerate(answer.related):
        if related not in known:
            sentence = f"'related' nævner '{related}', som ikke findes. Ret id'et, eller fjern det."
            yield document.problem(("related", at), sentence)
    for field in ("owner", "route"):
        yield from _role(content, document, (field,), getattr(answer, field))
    if answer.theme is Theme.LEGISLATION and not answer.basis:
        yield document.problem(("basis",), "En pligt skal have et grundlag. Skriv mindst én kilde under 'basis'.")
    yield from _unverified(document, ("status",), answer)


def _unverified(document: Document, at: Location, answer: Curated | Steps) -> Iterator[Problem]:
    if answer.status == "approved" and answer.verified_on is None:
        sentence = "Et godkendt svar skal have 'verified_on': dagen, nogen sidst gennemgik det."
        yield document.problem(at, sentence)


def _role(content: Content, document: Document, at: Location, role: str | None) -> Iterator[Problem]:
    if content.organisation is None or role is None:
        return
    if role not in content.organisation.roles:
        yield document.problem(at, f"Rollen '{role}' findes ikke i organisation.yaml. Ret den, eller tilføj rollen.")


def _systems(content: Content) -> Iterator[Problem]:
    for slug, system in content.systems.items():
        document = content.where("system", slug)
        yield from _role(content, document, ("first_line",), system.first_line)
        yield from _departments(content.organisation, document, system)
        for procedure, steps in system.steps.items():
            yield from _unverified(document, ("steps", procedure, "status"), steps)
            if procedure not in content.ids("procedure"):
                sentence = f"Fremgangsmåden '{procedure}' findes ikke. Ret den til en af filerne i procedures/."
                yield document.problem(("steps", procedure), sentence)
    yield from _shared_names(content)
    yield from _administrative(content)


def _administrative(content: Content) -> Iterator[Problem]:
    """Answers name the system for administrative cases: without one they would end in the middle of a sentence."""
    if content.systems and not any(system.used_for == "administrative" for system in content.systems.values()):
        path = content.where("system", next(iter(content.systems))).path.rpartition("/")[0]
        sentence = "Intet system har 'used_for: administrative'. Skriv det ved det, der er til administrative sager."
        yield Problem(path, 1, sentence)


def _departments(organisation: Organisation | None, document: Document, system: System) -> Iterator[Problem]:
    if organisation is None:
        return
    for at, department in enumerate(system.departments):
        if department not in organisation.departments:
            sentence = f"Forvaltningen '{department}' findes ikke i organisation.yaml. Ret den."
            yield document.problem(("departments", at), sentence)


def _shared_names(content: Content) -> Iterator[Problem]:
    """A word may mean one system only; a system's own name is taken before anybody's alias."""
    names = {system.name.casefold(): slug for slug, system in content.systems.items()}
    for slug, system in content.systems.items():
        document = content.where("system", slug)
        if names[system.name.casefold()] != slug:
            owner = names[system.name.casefold()]
            yield document.problem(("name",), f"Navnet '{system.name}' bruges også om {owner}. Behold det ét sted.")
        for field in ("aliases", "misspellings"):
            for at, name in enumerate(getattr(system, field)):
                owner = names.setdefault(name.casefold(), slug)
                if owner != slug:
                    yield document.problem((field, at), f"Navnet '{name}' bruges også om {owner}. Behold det ét sted.")


def _organisation(content: Content) -> Iterator[Problem]:
    organisation = content.organisation
    if organisation is None:
        return
    document = content.documents["organisation"]
    for field, scope in _SCOPES.items():
        key = getattr(organisation, field)
        yield from _role(content, document, (field,), key)
        if key in organisation.roles and organisation.roles[key].scope != scope:
            sentence = f"Rollen '{key}' skal have 'scope: {scope}'. Ret rollen, eller vælg en anden."
            yield document.problem((field,), sentence)
    for key, role in organisation.roles.items():
        at = ("roles", key)
        yield from _role(content, document, (*at, "next_role"), role.next_role)
        yield from _role(content, document, (*at, "held_by"), role.held_by)
        yield from _addresses(document, key, role)
        if role.urgent_within_hours is not None and role.urgent_within_hours > role.answers_within_hours:
            sentence = "Det, der haster, har længere frist end det andet. Gør 'urgent_within_hours' kortere."
            yield document.problem((*at, "urgent_within_hours"), sentence)
        if _is_endless(key, organisation.roles):
            sentence = f"Eskaleringen fra '{key}' går i ring. Lad 'next_role' ende hos koordinatoren."
            yield document.problem((*at, "next_role"), sentence)


def _addresses(document: Document, key: str, role: Role) -> Iterator[Problem]:
    """What is filled in where a role is written to must be what the role belongs to."""
    written_to = (("mailbox", "Postkassen", role.mailbox), ("slack_channel", "Kanalen", role.slack_channel or ""))
    for field, called, address in written_to:
        slots = [name for name, slot in _SLOTS.items() if slot in address and role.scope != name]
        if slots:
            sentence = f"{called} rummer {_SLOTS[slots[0]]}, men rollen har et andet 'scope'. Ret en af dem."
            yield document.problem(("roles", key, field), sentence)


def _is_endless(start: str, roles: Mapping[str, Role]) -> bool:
    seen: set[str] = set()
    role: str | None = start
    while role is not None and role in roles:
        if role in seen:
            return True
        seen.add(role)
        role = roles[role].next_role
    return False


def _handoffs(content: Content) -> Iterator[Problem]:
    for key, topic in content.handoffs.items():
        yield from _role(content, content.where("handoff", key), ("role",), topic.role)


def _vocabulary(content: Content) -> Iterator[Problem]:
    if content.vocabulary is None:
        return
    document = content.documents["vocabulary"]
    articles = set(content.ids("article"))
    for key, kind in content.vocabulary.document_types.items():
        if kind.article not in articles:
            sentence = f"Dokumenttypen '{key}' peger på artiklen '{kind.article}', som ikke findes. Ret den."
            yield document.problem(("document_types", key, "article"), sentence)
    ours = {name.casefold() for system in content.systems.values() for name in (system.name, *system.aliases)}
    for at, name in enumerate(content.vocabulary.other_systems):
        if name.casefold() in ours:
            yield document.problem(("other_systems", at), f"'{name}' er et af vores egne systemer. Fjern det her.")


def _known(content: Content) -> Iterator[Problem]:
    ids = {"article": set(content.ids("article")), "procedure": set(content.ids("procedure"))}
    ids["article"] |= {f"{slug}-{procedure}" for slug in content.ids("system") for procedure in ids["procedure"]}
    ids["system"] = set(content.ids("system"))
    for name, questions in content.known.items():
        document = content.where("known", name)
        for at, question in enumerate(questions):
            yield from _role(content, document, (at, "role"), question.role)
            yield from _known_ids(document, at, ids, {field: getattr(question, field) for field in ids})


def _known_ids(
    document: Document, at: int, ids: dict[str, set[str]], named: dict[str, str | None]
) -> Iterator[Problem]:
    for field, value in named.items():
        if value is not None and value not in ids[field]:
            yield document.problem((at, field), f"'{value}' findes ikke. Ret {field}, eller fjern spørgsmålet.")


def _guide(content: Content) -> Iterator[Problem]:
    if content.guide is None:
        return
    document = content.documents["guide"]
    for found in guide_problems(content.guide):
        yield document.problem(found.at, found.sentence)
    asked: Iterable[tuple[int, str]] = ((at, leaf.ask) for at, leaf in enumerate(content.guide.leaves))
    for at, role in asked:
        yield from _role(content, document, ("leaves", at, "ask"), role)


def _strategy(content: Content) -> Iterator[Problem]:
    """What the strategy asks for is found by the answers about it; a point without one is a gap, not a mistake."""
    known = {*content.ids("article"), *content.ids("procedure")}
    for key, point in content.strategy.items():
        document = content.documents["strategy"]
        for at, answer in enumerate(point.answers):
            if answer not in known:
                yield document.problem(
                    (key, "answers", at), f"Svaret '{answer}' findes ikke. Ret id'et, eller fjern det."
                )
        if not point.answers:
            sentence = f"Strategiens punkt '{key}' har intet svar. Skriv et, eller skriv id'et på det, der findes."
            yield replace(document.problem((key,), sentence), severity=Severity.WARNING)
