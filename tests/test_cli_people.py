"""The commands about people: the first coordinator, a list, and an employee's rights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.bootstrap import open_storage
from bot.cli import main
from bot.services.ports import OPERATOR, Holding, Sender
from bot.settings import Settings

HEADER = "e-mail;navn;rolle;system;forvaltning\n"


@pytest.fixture
def storage(trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteStorage:
    """The database of a bot that nobody has used yet, which the commands use too."""
    (tmp_path / "snapshots").symlink_to(trained_data / "snapshots")
    monkeypatch.setenv("ESDH_BOT_DATA", str(tmp_path))
    return open_storage(Settings.model_validate({"data": tmp_path}))


class Run:
    """`esdh-bot` in this process: (exit code, standard output, standard error)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[object, str, str]:
        """Run it."""
        self._monkeypatch.setattr("sys.argv", ["esdh-bot", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return ended.value.code, said.out, said.err


@pytest.fixture
def run(storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `esdh-bot` with arguments."""
    return Run(monkeypatch, capsys)


def _held(storage: SqliteStorage, email: str) -> list[Holding]:
    with storage.reading() as work:
        person = work.person_by_email(email)
        return list(work.holdings(person.id)) if person else []


def test_the_first_coordinator_comes_to_be_and_the_log_knows_how(storage: SqliteStorage, run: Run) -> None:
    code, out, _ = run("people", "grant", "karen@eksempel.dk", "koordinator", "--name", "Karen Kjær")

    assert (code, out) == (0, "Karen Kjær (karen@eksempel.dk): ESDH-koordinatoren\n")
    assert _held(storage, "karen@eksempel.dk") == [Holding("koordinator")]
    with storage.reading() as work:
        [(_, line)] = work.audited()
    assert (line.actor_id, line.action) == (OPERATOR, "role_granted")


def test_a_role_is_taken_again(storage: SqliteStorage, run: Run) -> None:
    run("people", "grant", "mette@eksempel.dk", "systemansvarlig", "--system", "Nexus")
    assert _held(storage, "mette@eksempel.dk") == [Holding("systemansvarlig", system="nexus")]

    assert run("people", "revoke", "mette@eksempel.dk", "systemansvarlig", "--system", "nexus")[0] == 0
    assert _held(storage, "mette@eksempel.dk") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grant", "karen", "koordinator"), "»karen« er ikke en mailadresse"),
        (("grant", "a@b.dk", "kordinator"), "rollen »kordinator« findes ikke; mente du koordinator?"),
        (("grant", "a@b.dk", "leder"), "rollen leder hører til en forvaltning"),
        (("revoke", "a@b.dk", "koordinator"), "Botten kender ingen"),
    ],
)
def test_what_cannot_be_done_is_said_in_danish(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("people", *arguments)

    assert (code, out) == (2, "")
    assert err.startswith(said)


def test_a_list_is_tried_then_read_in(storage: SqliteStorage, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "roller.csv"
    file.write_text(f"{HEADER}mette@eksempel.dk;Mette;systemansvarlig;Nexus;\n", encoding="cp1252")

    assert "Intet er ændret endnu: +1 -0" in run("people", "import", str(file), "--dry-run")[1]
    assert _held(storage, "mette@eksempel.dk") == []
    assert "Listen er læst ind: +1 -0" in run("people", "import", str(file))[1]
    assert _held(storage, "mette@eksempel.dk") == [Holding("systemansvarlig", system="nexus")]


def test_a_list_with_errors_does_nothing(storage: SqliteStorage, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "roller.csv"
    file.write_text(f"{HEADER}a@b.dk;;it;;\nb@b.dk;;systemansvarlig;Acadra;\n", encoding="utf-8")

    code, _, err = run("people", "import", str(file))

    assert (code, err) == (2, "linje 3: systemet »Acadra« findes ikke; mente du Acadre?\n")
    assert _held(storage, "a@b.dk") == []


def test_a_list_may_replace_what_it_does_not_name(storage: SqliteStorage, run: Run, tmp_path: Path) -> None:
    run("people", "grant", "gammel@eksempel.dk", "it")
    file = tmp_path / "roller.csv"
    file.write_text(f"{HEADER}ny@eksempel.dk;;it;;\n", encoding="utf-8")

    assert "+1 -1" in run("people", "import", str(file), "--replace")[1]
    assert _held(storage, "gammel@eksempel.dk") == []


def test_who_holds_what_is_printed_for_people_and_for_a_spreadsheet(run: Run) -> None:
    run("people", "grant", "karen@eksempel.dk", "koordinator", "--name", "Karen")
    listed = run("people", "list")[1]

    assert "ESDH-koordinatoren: Karen (karen@eksempel.dk)" in listed
    assert listed.splitlines()[-1].startswith("Ingen er: ")
    assert run("people", "list", "--csv")[1].splitlines() == [HEADER.strip(), "karen@eksempel.dk;Karen;koordinator;;"]


def test_a_person_is_handed_out_by_address_or_identity(storage: SqliteStorage, run: Run) -> None:
    run("people", "grant", "karen@eksempel.dk", "koordinator")
    with storage.transaction() as work:
        work.person(Sender("slack", "T1:U7", email="karen@eksempel.dk"), now=work.audited()[0][1].at)

    by_address = json.loads(run("export", "karen@eksempel.dk")[1])
    by_identity = json.loads(run("export", "slack:T1:U7")[1])

    assert by_address["person"] == by_identity["person"]
    assert by_address["roles"][0]["role"] == "koordinator"
    assert [line["action"] for line in by_identity["audit"]] == ["role_granted", "person_exported", "person_exported"]


def test_a_person_is_forgotten_only_when_it_is_meant(
    storage: SqliteStorage, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("people", "grant", "karen@eksempel.dk", "koordinator")
    monkeypatch.setattr("typer.confirm", lambda *_, **__: (_ for _ in ()).throw(SystemExit(1)))
    assert run("forget", "karen@eksempel.dk")[0] == 1
    assert _held(storage, "karen@eksempel.dk") == [Holding("koordinator")]

    assert run("forget", "karen@eksempel.dk", "--yes")[:2] == (0, "Alt om karen@eksempel.dk er slettet.\n")
    with storage.reading() as work:
        assert work.person_by_email("karen@eksempel.dk") is None
        assert work.audited()[0][1].action == "person_forgotten"


@pytest.mark.parametrize("command", [("export",), ("forget", "--yes")])
def test_a_stranger_is_neither_handed_out_nor_forgotten(run: Run, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "hvem@eksempel.dk")

    assert (code, out) == (2, "")
    assert err.startswith("Botten kender ingen")
