"""The ESDH bot: answers a municipality's questions about records from curated content.

The map of this package, from the inside out: `core` decides (pure values: understanding, dialogue, guide, routing,
redaction), `content` reads and checks what editors write and builds snapshots of it, `services` hold one function for
each thing a person wants (one transaction each), `adapters` are the edges (SQLite, Slack, delivery), `web` is the chat
page, the inbox, the coordinator's page and the JSON API, `demo` invents a history of it all, `bootstrap` puts the parts
together and `cli` starts them.
Imports point inwards only; `tests/test_layout.py` enforces it.
"""
