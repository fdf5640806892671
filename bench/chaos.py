"""2,000 events with retries and duplicates while the process is killed 20 times and Slack fails a fifth of its calls.

Whatever happens, each question is logged once and each reply and ticket is delivered. Twice a person may only see what
went to a channel, where the bot's scopes do not let it look for what an earlier try left behind.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import Settings
from tests.adapters.slack.storm import StormySlack, Weather, prepare, rage

STORM = Weather(people=154, questions_each=10, kills=20, alive_for=(1.0, 5.0), pause=12.0, within=600.0)


async def main() -> int:
    """Let it rage and print what is left; gives the exit code."""
    slack = StormySlack()
    await slack.start()
    with TemporaryDirectory() as scratch:
        data = Path(scratch)
        server = prepare(data, slack, Settings().data, lease=8.0, send=6.0)  # type: ignore[call-arg]
        try:
            outcome = await rage(slack, server, STORM, data)
        finally:
            await server.kill()
            await slack.stop()
    faults = "".join(f"Slack would have refused: {fault}\n" for fault in sorted(set(slack.faults)))
    sys.stdout.write(f"{outcome}\n{faults}")
    return 0 if outcome.is_sound and not faults else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
