"""`python -m bot` is the command `esdh-bot`."""

from bot.cli import main

main()
