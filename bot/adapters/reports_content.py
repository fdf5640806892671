"""Reports for editors, in Danish: which intents collide, and what a working copy changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.content.loading import Folders, content_hash, load
from bot.content.places import Place, Places, places_of
from bot.content.snapshot import Snapshot
from bot.services.colliding import Collisions, Pair, UnknownIntentError, collisions, pairs
from bot.services.comparing import Change, Comparison

CAUSES = 3  # ways of asking shown each way
GROWN_SHOWN = 10
LONGEST_SHOWN = 100  # characters of a way of asking


def collisions_report(snapshot: Snapshot, folders: Folders, *, limit: int, intent: str | None) -> str:
    """The pairs that steal most of each other, with the ways of asking that cause it and where they stand.

    :raises UnknownIntentError: when the snapshot has no such intent
    """
    if intent is not None and intent not in snapshot.matcher.intents:
        raise UnknownIntentError(intent, snapshot.matcher.intents)
    found = collisions(snapshot)
    all_pairs = pairs(found.thefts, intent=intent)
    shown = all_pairs[:limit]
    places = _places(folders, shown)
    lines = [f"Indhold {snapshot.hash}: {_found(found)} bliver genkendt, når netop den ytring er taget ud."]
    if intent is not None:
        lines += _of_intent(intent, snapshot, found)
    if content_hash(folders) != snapshot.hash:
        lines += [
            "Filerne er rettet, siden der blev trænet. Ytringer uden linjenummer er ændret eller slettet siden; "
            "kør 'esdh-bot train' for at få det nye med."
        ]
    worst = f" De værste {len(shown)}:" if len(shown) < len(all_pairs) else ""
    lines += [f"Par, der tager ytringer fra hinanden: {_count(len(all_pairs))}.{worst}"]
    for number, pair in enumerate(shown, 1):
        left, right = pair.intents
        lines += ["", f"{number}. {left} og {right}: {_utterances(len(pair.thefts))}"]
        lines += _both_ways(pair, places)
    return "\n".join(lines)


def comparison_report(comparison: Comparison | None, folders: Folders) -> str:
    """What the working copy changes, and whether it may be published."""
    if comparison is None:
        return "Arbejdskopien er præcis det indhold, der er udgivet: Der er intet at sammenligne."
    before, after = comparison.published, comparison.working
    total = _count(len(after.outcomes))
    lines = [
        f"Udgivet: {before.hash}. Arbejdskopi: {after.hash}.",
        f"Kendte spørgsmål, der får det svar, filen siger: før {before.right} af {total}, nu {after.right} af {total}.",
        *_changes(comparison.changes),
        *_grown(comparison, folders),
        "",
        f"Genkendt, når netop den ytring er taget ud: før {_found(before.collisions)}, nu {_found(after.collisions)}.",
        "Par og genkendelse er til orientering og afviser ikke noget. De er målt på ytringerne alene, uden den lærte",
        "vægtning, der skifter lidt ved hver træning; derfor er tallet et andet end i 'esdh-bot collisions'.",
        "",
        _verdict(len(comparison.newly_wrong_certain)),
    ]
    return "\n".join(lines)


def _of_intent(intent: str, snapshot: Snapshot, found: Collisions) -> Iterator[str]:
    index = snapshot.matcher.intents.index(intent)
    own = int((snapshot.matcher.phrase_intents == index).sum())
    lost = sum(theft.intent == intent for theft in found.thefts)
    taken = sum(theft.thief == intent for theft in found.thefts)
    yield f"{intent} mister {lost} af sine {_utterances(own)} og tager {taken} fra andre."


def _both_ways(pair: Pair, places: Places) -> Iterator[str]:
    """Each direction with its clearest causes; the direction with most thefts first."""
    left, right = pair.intents
    for intent, thief in sorted(((left, right), (right, left)), key=lambda way: -len(pair.of(way[0]))):
        thefts = pair.of(intent)
        if not thefts:
            continue
        clearest = ", de tydeligste" if len(thefts) > CAUSES else ""
        yield f"   {len(thefts)} fra {intent} ville gå til {thief}{clearest}:"
        for theft in thefts[:CAUSES]:
            yield f"     {_standing(theft.intent, theft.phrase, places)}"
            yield f"       ligner {_standing(theft.thief, theft.like, places)}"


def _standing(intent: str, phrase: str, places: Places) -> str:
    place = places.get((intent, phrase))
    return _quoted(place) if place else f"{intent}: {_clipped(phrase)}"


def _places(folders: Folders, shown: Sequence[Pair]) -> Places:
    content, _ = load(folders)
    return places_of(content, {intent for pair in shown for intent in pair.intents})


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    groups = {
        "Bedre": [change for change in changes if change.after.worth > change.before.worth],
        "Dårligere": [change for change in changes if change.after.worth < change.before.worth],
        "Et andet svar, men stadig ikke det, filen siger": [
            change for change in changes if change.after.worth == change.before.worth
        ],
    }
    for heading, chosen in groups.items():
        if chosen:
            yield from ("", f"{heading} ({len(chosen)}):")
        for change in sorted(chosen, key=lambda each: not each.is_newly_wrong_certain):
            yield f"  {_quoted(change.place)}"
            mark = "   ← nyt sikkert, forkert svar" if change.is_newly_wrong_certain else ""
            yield f"    før: {change.before.reply}   nu: {change.after.reply}{mark}"


def _grown(comparison: Comparison, folders: Folders) -> Iterator[str]:
    grown = comparison.grown
    yield from (
        "",
        f"Par, der tager flere ytringer fra hinanden end før ({len(grown)}):"
        if grown
        else "Ingen nye par tager ytringer fra hinanden.",
    )
    places = _places(folders, [each.pair for each in grown[:GROWN_SHOWN]])
    for each in grown[:GROWN_SHOWN]:
        left, right = each.pair.intents
        yield f"  {left} og {right}: før {each.before}, nu {_utterances(each.after)}; de nye:"
        yield from _both_ways(each.pair, places)
    if len(grown) > GROWN_SHOWN:
        yield f"  … og {len(grown) - GROWN_SHOWN} til."


def _verdict(refused: int) -> str:
    if refused == 0:
        return "Kan udgives: Intet kendt spørgsmål får et nyt sikkert, forkert svar."
    counted = "Et kendt spørgsmål får" if refused == 1 else f"{refused} kendte spørgsmål får"
    return f"Bør ikke udgives: {counted} et nyt sikkert, forkert svar. Se linjerne med ←."


def _found(found: Collisions) -> str:
    share = f"{found.found / found.total:.1%}".replace(".", ",").replace("%", " %") if found.total else "-"
    return f"{_count(found.found)} af {_utterances(found.total)} ({share})"


def _quoted(place: Place) -> str:
    return f"{place}: {_clipped(place.text)}"


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"


def _utterances(count: int) -> str:
    return f"{_count(count)} ytring" if count == 1 else f"{_count(count)} ytringer"


def _count(number: int) -> str:
    """With a point between thousands, as Danish does."""
    return f"{number:,}".replace(",", ".")
