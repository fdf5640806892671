"""A matcher as arrays to keep in a file, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.lexicon import Lexicon
from bot.core.matching import Kind, Matcher, Tuning
from bot.core.meaning import WordVectors
from bot.core.postings import Postings

_POSTINGS = ("phrases", "centroids", "linear")
_ARRAYS = (
    *("hashes", "idf", "phrase_intents", "heads", "bias", "meant", "for_person"),
    *("field_weights", "person_weights", "danish_weights", "aside_weights"),
)
_VECTORS = ("hashes", "values", "common")
_HALVED = ("field_weights", "person_weights", "danish_weights", "aside_weights")  # kept as half floats


def arrays_of(matcher: Matcher) -> dict[str, Any]:
    """The matcher's arrays by name, each as narrow as it can be."""
    arrays: dict[str, Any] = {name: getattr(matcher, name) for name in _ARRAYS}
    arrays["phrase_texts"] = np.frombuffer("\n".join(matcher.phrase_texts).encode(), dtype=np.uint8)
    arrays.update({f"word_{name}": getattr(matcher.vectors, name) for name in _VECTORS})
    arrays["word_unit"] = np.float64(matcher.vectors.unit)
    arrays.update({name: arrays[name].astype(np.float16) for name in _HALVED})
    for name in _POSTINGS:
        postings: Postings = getattr(matcher, name)
        values, unit = _in_bytes(postings) if name == "phrases" else (postings.values.astype(np.float16), postings.unit)
        arrays[f"{name}_starts"] = postings.starts
        arrays[f"{name}_columns"] = postings.columns.astype(np.min_scalar_type(postings.width))
        arrays[f"{name}_values"] = values
        arrays[f"{name}_unit"] = np.float64(unit)
    return arrays


def _in_bytes(postings: Postings) -> tuple[NDArray[np.uint8], float]:
    """Values from 0 up in steps, 255 of them to the largest; and what a step is worth."""
    step = float(postings.values.max(initial=0)) / 255 or 1.0
    return np.rint(postings.values / step).astype(np.uint8), step * postings.unit


def matcher_of(described: dict[str, Any], arrays: Any) -> Matcher:
    """The matcher again, of its arrays and what is described beside them."""
    intents = tuple(described["intents"])
    phrase_texts = tuple(arrays["phrase_texts"].tobytes().decode().split("\n"))
    widths = {"phrases": len(phrase_texts), "centroids": len(intents), "linear": int(arrays["heads"].max()) + 1}
    lexicon = described["lexicon"]
    return Matcher(
        intents=intents,
        kinds=tuple(Kind(kind) for kind in described["kinds"]),
        phrase_texts=phrase_texts,
        vectors=WordVectors(**{name: arrays[f"word_{name}"] for name in _VECTORS}, unit=float(arrays["word_unit"])),
        lexicon=Lexicon(**lexicon),
        tuning=Tuning(**described["tuning"]),
        **{name: arrays[name] for name in _ARRAYS if name not in _HALVED},
        **{name: arrays[name].astype(np.float32) for name in _HALVED},
        **{name: _postings(arrays, name, width) for name, width in widths.items()},
    )


def _postings(arrays: Any, name: str, width: int) -> Any:
    return Postings(
        starts=arrays[f"{name}_starts"],
        columns=arrays[f"{name}_columns"],
        values=arrays[f"{name}_values"],
        width=width,
        unit=float(arrays[f"{name}_unit"]),
    )
