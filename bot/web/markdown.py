"""The Markdown of answers as the pages show it: the same as in every other HTML that is made of the content."""

from bot.content.markdown import blocks, inline

__all__ = ["blocks", "inline"]
