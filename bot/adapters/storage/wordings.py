"""Take a person's name and words out of what others wrote: answers to them, and drafts made of their questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.storage.rows import Rows

TAKEN_OUT = "…"


class Wordings(Rows):
    """Texts that stay when a person is forgotten, without the person."""

    def _take_name_out_of_answers(self, own_tickets: str, values: Mapping[str, object]) -> None:
        """Answers to the person, and what holders wrote about their tickets, stay without the person's name."""
        tickets = self._all(f"SELECT id, requester_name, answer FROM ticket WHERE id IN ({own_tickets})", **values)  # noqa: S608 - our own text, as all below
        (known,) = self._all("SELECT max(name) AS name FROM person WHERE id = :person_id", **values)
        name = _any_of({row["requester_name"] for row in tickets} | {known["name"] or ""})
        if name is None:
            return
        for row in tickets:
            if row["answer"]:
                self._set("ticket", row["id"], {"answer": name.sub(TAKEN_OUT, row["answer"])})
        notes = self._all(
            f"""SELECT number, note FROM ticket_history WHERE note <> '' AND (ticket_id IN ({own_tickets})
            OR ticket_id IN (SELECT ticket_id FROM ticket_joined WHERE person_id = :person_id))""",  # noqa: S608
            **values,
        )
        for row in notes:
            note = name.sub(TAKEN_OUT, row["note"])
            self._run("UPDATE ticket_history SET note = :note WHERE number = :number", note=note, number=row["number"])

    def _take_wordings_out_of_drafts(self, own_tickets: str, own_joined: str, values: Mapping[str, object]) -> None:
        """A draft no longer offers the person's questions as ways of asking, nor shows them in what it was tried on."""
        rows = self._all(
            f"""SELECT text FROM question WHERE asker_hash = :asker_hash
            UNION SELECT text FROM ticket WHERE id IN ({own_tickets})
            UNION SELECT text FROM ticket_joined WHERE {own_joined}""",  # noqa: S608
            **values,
        )
        said = {_plain(row["text"]) for row in rows} - {""}
        if not said:
            return
        for row in self._all("SELECT id, text, trial FROM draft"):
            text = _without(json.loads(row["text"]), said)
            trial = json.loads(row["trial"] or "null")
            self._set("draft", row["id"], {"text": text, "trial": None if _holds(trial, said) else trial})


def _any_of(names: set[str]) -> re.Pattern[str] | None:
    """What finds the names, whole, and each part of those that are people's; None when there are none.

    'Anna Jensen' is somebody's; 'Medarbejder i Skoleforvaltningen' is not, and 'i' stays where it stands.
    """
    words = {name for name in names if name}
    words |= {part for name in words if all(part[:1].isupper() for part in name.split()) for part in name.split()}
    found = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(found)})(?=s?\b)") if found else None


def _without(text: dict[str, Any], said: set[str]) -> dict[str, Any]:
    kept = {key: [one for one in text[key] if _plain(one) not in said] for key in ("utterances_da", "utterances_en")}
    return {**text, **kept}


def _holds(value: object, said: set[str]) -> bool:
    return any(_plain(text) in said for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _plain(text: str) -> str:
    """What two ways of writing down the same words have in common."""
    return " ".join(text.casefold().split()).strip(" .?!")
