"""Everything that is named must exist, and every route must end at a mailbox."""

from __future__ import annotations

from tests.content.small import Small
from tests.content.spoiling import (
    ARTICLE,
    HANDOFF,
    KNOWN,
    ORGANISATION,
    PROCEDURE,
    SYSTEM,
    VOCABULARY,
    Spoilt,
    each,
)

TITLE_ARTICLE = "knowledge/articles/praksis/sag-titel.yaml"
SECOND_SYSTEM = "knowledge/systems/sagsnet.yaml"

ANSWERS = {
    "related": Spoilt(PROCEDURE, "[dok-skal-jeg]", "[dok-ukendt]", "'related' nævner 'dok-ukendt', som ikke findes"),
    "owner": Spoilt(
        ARTICLE, "owner: koordinator", "owner: direktion", "Rollen 'direktion' findes ikke i organisation.yaml"
    ),
    "route": Spoilt(ARTICLE, "route: leder", "route: direktion", "Rollen 'direktion' findes ikke i organisation.yaml"),
    "fact of the guide": Spoilt(
        "knowledge/articles/dokument/dok-skal-jeg.yaml",
        "guide_facts: {}",
        "guide_facts:\n  special: storm",
        "Guiden har ingen oplysning 'special: storm'",
        "special: storm",
    ),
    "duty without basis": Spoilt(
        ARTICLE,
        "basis:\n  - source: {da: Offentlighedsloven § 13, en: Access to Public Administration Files Act § 13}\n",
        "",
        "En pligt skal have et grundlag",
        "title:",
    ),
    "approved and never read": Spoilt(
        ARTICLE, "verified_on: 2026-11-22\n", "", "Et godkendt svar skal have 'verified_on'", "status: approved"
    ),
    "steps approved and never read": Spoilt(
        SYSTEM, "status: draft", "status: approved", "Et godkendt svar skal have 'verified_on'"
    ),
}

SYSTEMS = {
    "first line": Spoilt(SYSTEM, "first_line: superbruger", "first_line: vagten", "Rollen 'vagten' findes ikke"),
    "department": Spoilt(SYSTEM, "[teknik]", "[havn]", "Forvaltningen 'havn' findes ikke"),
    "procedure with steps": Spoilt(SYSTEM, "  mail:\n", "  maile:\n", "Fremgangsmåden 'maile' findes ikke"),
    "alias of two": Spoilt(
        SECOND_SYSTEM, "[SN Online]", "[arkivus pro]", "Navnet 'arkivus pro' bruges også om arkivus"
    ),
    "misspelling of two": Spoilt(SECOND_SYSTEM, "[saksnet]", "[akivus]", "Navnet 'akivus' bruges også om arkivus"),
    "alias that is another's name": Spoilt(
        SYSTEM, "[Arkivus Pro]", "[Sagsnet]", "Navnet 'Sagsnet' bruges også om sagsnet"
    ),
}

ORGANISATIONS = {
    "next role": Spoilt(ORGANISATION, "next_role: systemejer", "next_role: chefen", "Rollen 'chefen' findes ikke"),
    "holder": Spoilt(ORGANISATION, "held_by: dpo", "held_by: ukendt", "Rollen 'ukendt' findes ikke"),
    "coordinator": Spoilt(
        ORGANISATION, "coordinator_role: koordinator", "coordinator_role: kaptajn", "Rollen 'kaptajn' findes"
    ),
    "system role that is central": Spoilt(
        ORGANISATION, "system_role: systemansvarlig", "system_role: dpo", "Rollen 'dpo' skal have 'scope: system'"
    ),
    "coordinator per system": Spoilt(
        ORGANISATION, "coordinator_role: koordinator", "coordinator_role: systemejer", "skal have 'scope: central'"
    ),
    "central role's channel": Spoilt(
        ORGANISATION,
        "    mailbox: dpo@",
        '    slack_channel: "#dpo-{system}"\n    mailbox: dpo@',
        "Kanalen rummer {system}, men rollen har et andet",
    ),
    "central role's mailbox": Spoilt(
        ORGANISATION,
        "mailbox: dpo@",
        "mailbox: dpo.{system}@",
        "Postkassen rummer {system}, men rollen har et andet",
    ),
    "more time for what is urgent": Spoilt(
        ORGANISATION,
        "answers_within_hours: 7",
        "answers_within_hours: 7\n    urgent_within_hours: 8",
        "Det, der haster, har længere frist end det andet",
        "urgent_within_hours: 8",
    ),
    "topic's role": Spoilt(HANDOFF, "role: stadsarkiv", "role: museet", "Rollen 'museet' findes ikke"),
}

WORDS = {
    "document type's article": Spoilt(
        VOCABULARY,
        "article: notat-frist",
        "article: notat-fast",
        "Dokumenttypen 'notat' peger på artiklen 'notat-fast'",
    ),
    "other system that is ours": Spoilt(
        VOCABULARY, "[Outlook, Excel]", "[Outlook, SAGSNET]", "'SAGSNET' er et af vores egne systemer"
    ),
    "known article": Spoilt(
        KNOWN, "article: notat-frist", "article: notat-fast", "'notat-fast' findes ikke. Ret article"
    ),
    "known procedure": Spoilt(KNOWN, "procedure: fejl", "procedure: fjel", "'fjel' findes ikke. Ret procedure"),
    "known system": Spoilt(KNOWN, "system: sagsnet", "system: sagnet", "'sagnet' findes ikke. Ret system"),
    "known role": Spoilt(
        KNOWN, "article: notat-frist", "article: notat-frist\n  role: vagt", "Rollen 'vagt'", "role: vagt"
    ),
}


@each({**ANSWERS, **SYSTEMS, **ORGANISATIONS, **WORDS})
def test_a_name_that_leads_nowhere_is_told(spoilt: Spoilt, small: Small) -> None:
    spoilt.spoil(small)

    found = small.problems()

    assert spoilt.is_told(small, found), found


def test_an_id_used_by_two_articles_is_told(small: Small) -> None:
    small.write("knowledge/articles/praksis/notat-frist.yaml", (small.root / ARTICLE).read_bytes())

    found = small.problems()

    assert [str(problem) for problem in found] == [
        f"knowledge/articles/praksis/notat-frist.yaml:1: Id'et 'notat-frist' bruges også i {ARTICLE}. "
        "Giv den ene fil et andet navn."
    ]


def test_an_id_used_by_an_article_and_a_topic_is_told(small: Small) -> None:
    small.write("intents/_handoff/sag-titel.yaml", (small.root / HANDOFF).read_bytes())
    small.remove(HANDOFF)

    found = small.problems()

    assert [(problem.path, problem.line) for problem in found] == [("intents/_handoff/sag-titel.yaml", 1)]
    assert f"Id'et 'sag-titel' bruges også i {TITLE_ARTICLE}" in found[0].sentence


def test_an_article_named_like_a_procedure_in_a_system_is_told(small: Small) -> None:
    place = "knowledge/articles/praksis/arkivus-mail.yaml"
    (small.root / TITLE_ARTICLE).rename(small.root / place)
    (small.root / "intents/praksis/sag-titel.yaml").rename(small.root / "intents/praksis/arkivus-mail.yaml")

    found = small.problems()

    assert [(problem.path, problem.line) for problem in found] == [(place, 1)]
    assert f"Id'et 'arkivus-mail' bruges også i {SYSTEM}" in found[0].sentence


def test_an_answer_nobody_can_ask_for_is_told(small: Small) -> None:
    small.remove("intents/praksis/sag-titel.yaml")

    found = small.problems()

    assert [(problem.path, problem.line) for problem in found] == [(TITLE_ARTICLE, 1)]
    assert "Opret en fil i intents/ med navnet sag-titel.yaml" in found[0].sentence


def test_utterances_without_an_answer_are_told(small: Small) -> None:
    small.remove(TITLE_ARTICLE)

    found = small.problems()

    assert [(problem.path, problem.line) for problem in found] == [("intents/praksis/sag-titel.yaml", 1)]
    assert "Ytringerne har intet svar. Skriv artiklen 'sag-titel'" in found[0].sentence


def test_an_escalation_that_goes_in_a_circle_is_told_for_every_role_in_it(small: Small) -> None:
    small.change(ORGANISATION, "esdh@eksempelby.example\n", "esdh@eksempelby.example\n    next_role: dpo\n")

    found = small.problems()

    assert (ORGANISATION, small.line_of(ORGANISATION, "next_role: dpo")) in [(one.path, one.line) for one in found]
    assert {one.sentence.partition(". ")[2] for one in found} == {"Lad 'next_role' ende hos koordinatoren."}
    assert any("Eskaleringen fra 'koordinator' går i ring" in one.sentence for one in found)
