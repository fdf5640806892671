"""Take personal details out of a question before anything else sees it: `redact(text)`."""

from bot.core.privacy.redaction import PLACEHOLDERS, Kind, Redacted, redact

__all__ = ["PLACEHOLDERS", "Kind", "Redacted", "redact"]
