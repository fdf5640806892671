"""Say what an e-mail address looks like."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+")
"""One address, without what stands around it in a list or a sentence. Only a mail tells whether there is a mailbox."""
