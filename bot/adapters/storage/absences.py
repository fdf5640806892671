"""Keep who stands in for whom, and the days on which people are away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.adapters.storage.rows import Rows
from bot.services.ports import Absence


class Absences(Rows):
    """Deputies and absences. Days are Danish dates as text, which sort as they do."""

    def deputy_of(self, person_id: str) -> str | None:
        """The person id of who stands in for somebody."""
        row = self._one("SELECT deputy_id FROM person WHERE id = :person_id", person_id=person_id)
        return None if row is None else row["deputy_id"]

    def set_deputy(self, person_id: str, deputy_id: str | None) -> None:
        """Choose who stands in for a person; None for nobody."""
        self._set("person", person_id, {"deputy_id": deputy_id})

    def stands_in_for(self, person_id: str) -> Sequence[str]:
        """The person ids of those whose deputy this person is."""
        rows = self._all("SELECT id FROM person WHERE deputy_id = :person_id ORDER BY id", person_id=person_id)
        return [row["id"] for row in rows]

    def absences(self, person_id: str) -> Sequence[Absence]:
        """When a person is away, earliest first."""
        rows = self._all(
            "SELECT * FROM absence WHERE person_id = :person_id ORDER BY first_day, id", person_id=person_id
        )
        return [
            Absence(
                row["id"], row["person_id"], date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
            )
            for row in rows
        ]

    def add_absence(self, person_id: str, first_day: date, last_day: date) -> None:
        """Note that a person is away on these days."""
        days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
        self._add("absence", {"person_id": person_id, **days})

    def remove_absence(self, person_id: str, absence_id: int) -> None:
        """The person is not away after all."""
        self._run("DELETE FROM absence WHERE id = :id AND person_id = :person_id", id=absence_id, person_id=person_id)

    def absent_on(self, day: date) -> frozenset[str]:
        """The person ids of everybody who is away that day."""
        rows = self._all(
            "SELECT DISTINCT person_id FROM absence WHERE :day BETWEEN first_day AND last_day", day=day.isoformat()
        )
        return frozenset(row["person_id"] for row in rows)
