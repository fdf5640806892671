"""See that somebody asks for a link to log in with, and for nothing else."""

from __future__ import annotations

from bot.core.folding import fold, words

_ASKS = frozenset({
    "log ind", "log in", "login", "log mig ind", "log me in", "logge ind", "sign in", "sign me in",
    "send mig et link", "giv mig et link", "send et link", "login link", "loginlink", "send loginlink",
    "jeg vil logge ind", "jeg vil gerne logge ind", "lad mig logge ind", "i want to log in", "i would like to log in",
    "send me a link", "send me a login link", "give me a link",
})  # fmt: skip
_POLITE = frozenset({"hej", "hi", "tak", "please", "venligst"})


def asks_for_link(text: str) -> bool:
    """Whether `text` asks to log in; 'jeg kan ikke logge ind i <system>' is a question like any other."""
    return " ".join(word for word in words(fold(text)) if word not in _POLITE) in _ASKS
