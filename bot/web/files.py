"""Send rows as a file that is written while it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.responses import Response, StreamingResponse

from bot.services.spreadsheets import csv_lines


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """Rows as a file that a Danish spreadsheet opens by itself."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(csv_lines(rows), media_type="text/csv; charset=utf-8", headers=headers)
