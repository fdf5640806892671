"""The small shapes every piece of content is made of: a strict model, an id, a text in both languages, a basis."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Strict(BaseModel):
    """Base of every content model: immutable, and a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """One text in Danish and in English; Markdown where the text is an answer."""

    da: Text
    en: Text

    def get(self, language: str) -> str:
        """The text in `language`: English when "en", else Danish."""
        return self.en if language == "en" else self.da


class Basis(Strict):
    """What an answer rests on, and whom that binds when it is not everyone."""

    source: Bilingual
    applies_to: Bilingual | None = None
