"""Know people by their channel identities, remember what they asked for, and who holds which role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from bot.adapters.storage.rows import Rows, to_time_if_any, to_words
from bot.services.ports import Employee, Holding, Person, Profile, Sender

# what a person's id stands in, where no foreign key carries a change along; see `Rights` for forgetting
JOINING = (
    "UPDATE channel_identity SET person_id = :into WHERE person_id = :person_id",
    "UPDATE conversation SET person_id = :into WHERE person_id = :person_id",
    "UPDATE OR IGNORE role_holder SET person_id = :into WHERE person_id = :person_id",
    "DELETE FROM role_holder WHERE person_id = :person_id",
    "UPDATE OR IGNORE profile SET person_id = :into WHERE person_id = :person_id",
    "DELETE FROM profile WHERE person_id = :person_id",
    "UPDATE absence SET person_id = :into WHERE person_id = :person_id",
    "UPDATE session SET person_id = :into WHERE person_id = :person_id",
    "UPDATE sign_in_link SET person_id = :into WHERE person_id = :person_id",
    "UPDATE ticket SET requester_id = :into WHERE requester_id = :person_id",
    "UPDATE ticket SET assignee_id = :into WHERE assignee_id = :person_id",
    "UPDATE ticket SET addressee_id = :into WHERE addressee_id = :person_id",
    "UPDATE OR IGNORE ticket_joined SET person_id = :into WHERE person_id = :person_id",
    "DELETE FROM ticket_joined WHERE person_id = :person_id",
    "UPDATE ticket_history SET actor_id = :into WHERE actor_id = :person_id",
    "UPDATE audit SET actor_id = :into WHERE actor_id = :person_id",
    "UPDATE audit SET about = :into WHERE about = :person_id",
    "UPDATE question SET asker_hash = :into_hash WHERE asker_hash = :asker_hash",
    "UPDATE person SET deputy_id = :into WHERE deputy_id = :person_id",
    "UPDATE draft SET made_by = :into WHERE made_by = :person_id",
    "UPDATE draft SET changed_by = :into WHERE changed_by = :person_id",
    "UPDATE draft SET published_by = :into WHERE published_by = :person_id",
    "DELETE FROM person WHERE id = :person_id",
    "UPDATE person SET deputy_id = NULL WHERE deputy_id = id",
)


class People(Rows):
    """Persons, profiles and role holders."""

    def person(self, sender: Sender, *, now: datetime) -> Person:
        """The person behind a channel identity, made known on first sight; a known e-mail address joins channels."""
        known = self.known_person(sender.channel, sender.external_id)
        same = self.person_by_email(sender.email) if sender.email else None
        if known is not None and same is not None and known != same:
            self._join(known.id, same.id)
        person = same or known or self._new_person(now)
        if known is None:
            identity = {"channel": sender.channel, "external_id": sender.external_id, "person_id": person.id}
            self._add("channel_identity", identity)
        if sender.email:
            self._call(person.id, name=sender.name, email=sender.email)
        return person

    def known_person(self, channel: str, external_id: str) -> Person | None:
        """The person behind a channel identity, if seen before."""
        row = self._one(
            "SELECT person_id FROM channel_identity WHERE channel = :channel AND external_id = :external_id",
            channel=channel,
            external_id=external_id,
        )
        return None if row is None else self._person(row["person_id"])

    def person_by_email(self, email: str) -> Person | None:
        """The person with this address, whatever its capitals."""
        row = self._one("SELECT id FROM person WHERE email = :email", email=email.strip().casefold())
        return None if row is None else self._person(row["id"])

    def person_by_id(self, person_id: str) -> Person | None:
        """The person with this id."""
        row = self._one("SELECT id FROM person WHERE id = :person_id", person_id=person_id)
        return None if row is None else self._person(row["id"])

    def employ(self, email: str, name: str, *, now: datetime) -> Person:
        """The person with this address, made known when new; a name that is given replaces the one kept."""
        person = self.person_by_email(email) or self._new_person(now)
        self._call(person.id, name=name, email=email)
        return person

    def employees(self, person_ids: Sequence[str] | None = None) -> Mapping[str, Employee]:
        """Names and addresses by person id; of everybody who has one when no ids are given."""
        wanted = "name <> '' OR email IS NOT NULL"
        if person_ids is not None:  # a condition of its own: for either of the two everybody would be gone through
            wanted = "id IN (SELECT value FROM json_each(:ids))"
        rows = self._all(
            f"SELECT id, name, email FROM person WHERE {wanted} ORDER BY name, email",  # noqa: S608 -- of our own words
            ids=list(person_ids or ()),
        )
        return {row["id"]: Employee(row["id"], row["name"], row["email"] or "") for row in rows}

    def name_person(self, person_id: str, name: str) -> None:
        """Remember what a person is called who has no e-mail address to be known by."""
        self._run(
            "UPDATE person SET name = :name WHERE id = :person_id AND email IS NULL", person_id=person_id, name=name
        )

    def identify(self, person_id: str, channel: str, external_id: str) -> None:
        """Let a person be known by a channel identity; nothing happens when the identity is somebody's already."""
        if self.known_person(channel, external_id) is None:
            identity = {"channel": channel, "external_id": external_id, "person_id": person_id}
            self._add("channel_identity", identity)

    def channels_of(self, person_id: str) -> Sequence[tuple[str, str]]:
        """The (channel, external id) a person is known by."""
        rows = self._all(
            "SELECT channel, external_id FROM channel_identity WHERE person_id = :person_id ORDER BY channel",
            person_id=person_id,
        )
        return [(row["channel"], row["external_id"]) for row in rows]

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

    def grant(self, person_id: str, holding: Holding, *, source: str = "") -> None:
        """Let a person hold a role; nothing happens when they hold it already."""
        if holding not in self.holdings(person_id):
            self._add("role_holder", {"person_id": person_id, **vars(holding), "source": source})

    def revoke(self, person_id: str, holding: Holding) -> None:
        """Take a role away; nothing happens when it is not held."""
        self._run(
            """DELETE FROM role_holder WHERE person_id = :person_id
            AND role = :role AND system IS :system AND department IS :department""",
            person_id=person_id,
            **vars(holding),
        )

    def granted_by(self, person_id: str, source: str) -> Sequence[Holding]:
        """The roles a person holds from this source."""
        rows = self._all(
            """SELECT role, system, department FROM role_holder
            WHERE person_id = :person_id AND source = :source ORDER BY rowid""",
            person_id=person_id,
            source=source,
        )
        return [Holding(**row) for row in rows]

    def holders(self, holding: Holding) -> Sequence[str]:
        """Who holds a role: person ids, in the order they were granted it."""
        rows = self._all(
            """SELECT person_id FROM role_holder
            WHERE role = :role AND system IS :system AND department IS :department ORDER BY rowid""",
            **vars(holding),
        )
        return [row["person_id"] for row in rows]

    def all_holdings(self) -> Sequence[tuple[str, Holding]]:
        """(person id, role) of everybody who holds one."""
        rows = self._all(
            "SELECT person_id, role, system, department FROM role_holder ORDER BY role, system, department"
        )
        return [(row["person_id"], Holding(row["role"], row["system"], row["department"])) for row in rows]

    def next_in_turn(self, holding: Holding, among: Sequence[str]) -> str:
        """Round robin: the one of `among` who was chosen longest ago for `holding`; the choice is remembered.

        :raises ValueError: when none of them holds it
        """
        row = self._one(
            """SELECT rowid AS number, person_id FROM role_holder
            WHERE role = :role AND system IS :system AND department IS :department
            AND person_id IN (SELECT value FROM json_each(:among)) ORDER BY chosen, rowid LIMIT 1""",
            among=list(among),
            **vars(holding),
        )
        if row is None:
            raise ValueError("nobody of these holds the role")
        self._run(
            "UPDATE role_holder SET chosen = (SELECT max(chosen) + 1 FROM role_holder) WHERE rowid = :number",
            number=row["number"],
        )
        return str(row["person_id"])

    def _new_person(self, now: datetime) -> Person:
        person_id = uuid4().hex
        self._add("person", {"id": person_id, "created_at": now})
        return self._person(person_id)

    def _call(self, person_id: str, *, name: str, email: str) -> None:
        self._run(
            "UPDATE person SET name = iif(:name = '', name, :name), email = :email WHERE id = :person_id",
            person_id=person_id,
            name=name.strip(),
            email=email.strip().casefold(),
        )

    def _join(self, person_id: str, into: str) -> None:
        """Let everything of one person be another's, who is the same."""
        hashes = {"asker_hash": self._asker_hash(person_id), "into_hash": self._asker_hash(into)}
        for statement in JOINING:
            self._run(statement, person_id=person_id, into=into, **hashes)

    def _person(self, person_id: str) -> Person:
        return Person(person_id, self._asker_hash(person_id))
