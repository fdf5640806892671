"""Everything named must exist: ids, roles, systems, facts of the guide; and every route ends at a mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.content.loading import Content
from bot.content.models import Article, Procedure, Theme
from bot.content.problems import Problem
from bot.content.reading import Document, Location
from bot.core.guide_problems import problems as guide_problems

_SLOTS = {"system": "{system}", "department": "{department}"}


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


def _ids_used_twice(content: Content) -> Iterator[Problem]:
    seen: dict[str, str] = {}
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


def _one_answer(content: Content, document: Document, answer: Article | Procedure) -> Iterator[Problem]:
    known = {*content.ids("article")}
    for at, related in enumerate(answer.related):
        if related not in known:
            sentence = f"'related' nævner '{related}', som ikke findes. Ret id'et, eller fjern det."
            yield document.problem(("related", at), sentence)
    for field in ("owner", "route"):
        yield from _role(content, document, (field,), getattr(answer, field))
    if answer.theme is Theme.LEGISLATION and not answer.basis:
        yield document.problem(("basis",), "En pligt skal have et grundlag. Skriv mindst én kilde under 'basis'.")
    if answer.status == "approved" and answer.verified_on is None:
        sentence = "Et godkendt svar skal have 'verified_on': dagen, nogen sidst gennemgik det."
        yield document.problem(("status",), sentence)


def _role(content: Content, document: Document, at: Location, role: str | None) -> Iterator[Problem]:
    if content.organisation is None or role is None:
        return
    if role not in content.organisation.roles:
        yield document.problem(at, f"Rollen '{role}' findes ikke i organisation.yaml. Ret den, eller tilføj rollen.")


def _systems(content: Content) -> Iterator[Problem]:
    departments = content.organisation.departments if content.organisation else {}
    names: dict[str, str] = {}
    for slug, system in content.systems.items():
        document = content.where("system", slug)
        yield from _role(content, document, ("first_line",), system.first_line)
        for at, department in enumerate(system.departments):
            if department not in departments:
                sentence = f"Forvaltningen '{department}' findes ikke i organisation.yaml. Ret den."
                yield document.problem(("departments", at), sentence)
        for procedure in system.steps:
            if procedure not in content.ids("procedure"):
                sentence = f"Fremgangsmåden '{procedure}' findes ikke. Ret den til en af filerne i procedures/."
                yield document.problem(("steps", procedure), sentence)
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
    for field in ("coordinator_role", "breach_role", "system_role", "department_role"):
        yield from _role(content, document, (field,), getattr(organisation, field))
    for key, role in organisation.roles.items():
        at = ("roles", key)
        yield from _role(content, document, (*at, "next_role"), role.next_role)
        yield from _role(content, document, (*at, "held_by"), role.held_by)
        slots = [name for name, slot in _SLOTS.items() if slot in role.mailbox and role.scope != name]
        if slots:
            sentence = f"Postkassen har plads til {slots[0]}, men rollen hører ikke til et. Ret postkassen eller 'scope'."
            yield document.problem((*at, "mailbox"), sentence)
        if _is_endless(key, organisation.roles):
            sentence = f"Eskaleringen fra '{key}' går i ring. Lad 'next_role' ende hos koordinatoren."
            yield document.problem((*at, "next_role"), sentence)


def _is_endless(start: str, roles: dict[str, object]) -> bool:
    seen: set[str] = set()
    role: str | None = start
    while role is not None and role in roles:
        if role in seen:
            return True
        seen.add(role)
        role = getattr(roles[role], "next_role", None)
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
    ids["article"] |= {f"{slug}-{procedure}" for slug in content.systems for procedure in ids["procedure"]}
    ids["system"] = set(content.systems)
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
