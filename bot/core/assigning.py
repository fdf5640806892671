"""Choose who is told of a ticket: whoever holds its role and is here, else who stands in for those that are away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be told; `holder_id` is whose turn it is: oneself, or the one stood in for."""

    person_id: str
    holder_id: str


def candidates(
    holders: Sequence[str], *, away: Collection[str], deputies: Mapping[str, str], not_to: Collection[str]
) -> Sequence[Candidate]:
    """Who may be told, in the order of `holders`, and nobody twice.

    The holders who are here; when there are none, the deputies of those `away`. A deputy who is away too is stood in
    for by their own. Never anybody in `not_to`.
    """
    here = [Candidate(one, one) for one in dict.fromkeys(holders) if one not in away and one not in not_to]
    return here or _standing_in(holders, away, deputies, not_to)


def _standing_in(
    holders: Sequence[str], away: Collection[str], deputies: Mapping[str, str], not_to: Collection[str]
) -> Sequence[Candidate]:
    found: dict[str, Candidate] = {}
    for holder_id in holders:
        person_id = deputy_here(holder_id, away=away, deputies=deputies) if holder_id in away else None
        if person_id is not None and person_id not in not_to:
            found.setdefault(person_id, Candidate(person_id, holder_id))
    return list(found.values())


def deputy_here(person_id: str, *, away: Collection[str], deputies: Mapping[str, str]) -> str | None:
    """The first in the line of somebody's deputies who is here; None when there is nobody."""
    passed = {person_id}
    deputy_id = deputies.get(person_id)
    while deputy_id is not None and deputy_id not in passed:
        if deputy_id not in away:
            return deputy_id
        passed.add(deputy_id)
        deputy_id = deputies.get(deputy_id)
    return None
