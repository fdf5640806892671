"""Know people by their channel identities, remember what they asked for, and who holds which role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from bot.adapters.storage.rows import Rows, to_time_if_any, to_words
from bot.services.ports import Holding, Person, Profile, Sender


class People(Rows):
    """Persons, profiles and role holders."""

    def person(self, sender: Sender, *, now: datetime) -> Person:
        """The person behind a channel identity, made known on first sight."""
        known = self.known_person(sender.channel, sender.external_id)
        if known is not None:
            return known
        person_id = uuid4().hex
        self._add("person", {"id": person_id, "created_at": now})
        identity = {"channel": sender.channel, "external_id": sender.external_id, "person_id": person_id}
        self._add("channel_identity", identity)
        return self._person(person_id)

    def known_person(self, channel: str, external_id: str) -> Person | None:
        """The person behind a channel identity, if seen before."""
        row = self._one(
            "SELECT person_id FROM channel_identity WHERE channel = :channel AND external_id = :external_id",
            channel=channel,
            external_id=external_id,
        )
        return None if row is None else self._person(row["person_id"])

    def profile(self, person_id: str) -> Profile:
        """What the person has asked to be remembered; empty when nothing."""
        row = self._one("SELECT * FROM profile WHERE person_id = :person_id", person_id=person_id)
        if row is None:
            return Profile()
        return Profile(
            systems=to_words(row["systems"]),
            language=row["language"],
            department=row["department"],
            consented_at=to_time_if_any(row["consented_at"]),
        )

    def save_profile(self, person_id: str, profile: Profile) -> None:
        """Remember, replacing what was."""
        self._run("DELETE FROM profile WHERE person_id = :person_id", person_id=person_id)
        self._add("profile", {"person_id": person_id, **vars(profile)})

    def holdings(self, person_id: str) -> Sequence[Holding]:
        """The roles a person holds."""
        rows = self._all(
            "SELECT role, system, department FROM role_holder WHERE person_id = :person_id ORDER BY rowid",
            person_id=person_id,
        )
        return [Holding(**row) for row in rows]

    def grant(self, person_id: str, holding: Holding) -> None:
        """Let a person hold a role; nothing happens when they hold it already."""
        if holding not in self.holdings(person_id):
            self._add("role_holder", {"person_id": person_id, **vars(holding)})

    def holders(self, holding: Holding) -> Sequence[str]:
        """Who holds a role: person ids, in the order they were granted it."""
        rows = self._all(
            """SELECT person_id FROM role_holder
            WHERE role = :role AND system IS :system AND department IS :department ORDER BY rowid""",
            **vars(holding),
        )
        return [row["person_id"] for row in rows]

    def _person(self, person_id: str) -> Person:
        return Person(person_id, self._asker_hash(person_id))
