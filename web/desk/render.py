"""Pages from templates: how times, names, evidence and customers' words are shown.

Everything is escaped; what is invisible and acts is made visible.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from web.desk.phrases import ACTS, follows, headline, opener, product_of, why, within, words

PAGES = Path(__file__).parent / "pages"
EVIDENCE_LIMIT = 60  # rows shown of one piece of evidence
EVIDENCE_DEPTH = 6

# Characters that turn the reading direction of what follows (Unicode TR 9): shown by number, so
# that a customer's message cannot make an agent read something else than what was written.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plainly(text: Any) -> str:
    """A text from outside; characters that act and are not seen are shown by number."""
    shown = _TURNING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", str(text))
    return "".join(
        char
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
        else f"⟨U+{ord(char):04X}⟩"
        for char in shown
    )


def moment(when: datetime) -> str:
    """A time for readers, in UTC with its zone, which no line break parts from it."""
    return f"{when.astimezone(UTC):%d %b %Y, %H:%M}\u00a0UTC"


def span(start: datetime, end: datetime | None) -> str:
    """From when till when, for readers, in UTC; the day is said once when it is the same."""
    if end is None:
        return moment(start)
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    if first.date() == last.date():
        return f"{first:%d %b %Y, %H:%M}–{last:%H:%M}\u00a0UTC"
    return f"{first:%d %b %Y, %H:%M} – {moment(last)}"


def written_moment(text: Any) -> str:
    """A time that was kept as text, for readers; what is no time stays as it is."""
    when = _moment_in(text)
    return moment(when) if when else str(text)


def slot(offered: dict[str, Any]) -> str:
    """A time that was offered, `{"start", "end"}` as text, for readers."""
    start, end = offered.get("start", ""), offered.get("end", "")
    first, last = _moment_in(start), _moment_in(end)
    return span(first, last) if first and last else f"{start} – {end}"


def _moment_in(text: Any) -> datetime | None:
    try:
        when = datetime.fromisoformat(str(text))
        return when.astimezone(UTC) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None


def day(when: datetime) -> str:
    """A day for readers, in UTC."""
    return f"{when.astimezone(UTC):%A %d %B %Y}"


def clock(when: datetime) -> str:
    """A time of the day for readers, in UTC with its zone."""
    return f"{when.astimezone(UTC):%H:%M:%S} UTC"


def iso(when: datetime) -> str:
    """A time for machines: RFC 3339 in UTC."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def lasted(start: datetime, end: datetime) -> str:
    """How long something took: "40 s", "12 min", "3 h 5 min", "2 d 4 h"."""
    seconds = max(0, int((end - start).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def percent(share: float) -> str:
    """A share of one as whole per cent."""
    return f"{share * 100:.0f} %"


def facts(value: Any) -> list[tuple[str, str]]:
    """A piece of JSON as rows of name and text, nested names joined; a long one is cut."""
    rows = []
    for number, row in enumerate(_rows(value, (), 0)):
        if number == EVIDENCE_LIMIT:
            rows.append(("More", "not shown"))
            break
        rows.append(row)
    return rows


def ranked(value: Any) -> list[tuple[str, str]]:
    """The ranking of a message, `[{"name", "confidence"}]`, as rows of name and share."""
    guesses = [guess for guess in value if isinstance(guess, dict)]
    return [
        (str(guess.get("name", "")), percent(float(guess.get("confidence") or 0)))
        for guess in guesses
    ]


def _rows(value: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < EVIDENCE_DEPTH:
        for name, inner in value.items():
            yield from _rows(inner, (*path, words(name)), depth + 1)
    elif isinstance(value, list) and depth < EVIDENCE_DEPTH:
        if all(not isinstance(item, dict | list) for item in value):
            yield _label(path), ", ".join(_text(item) for item in value) or "none"
            return
        for number, inner in enumerate(value, start=1):
            if isinstance(inner, dict) and not any(
                isinstance(i, dict | list) for i in inner.values()
            ):
                told = ", ".join(f"{name} {_text(item)}" for name, item in inner.items())
                yield _label((*path, str(number))), told
            else:
                yield from _rows(inner, (*path, str(number)), depth + 1)
    else:
        yield _label(path), _text(value)


def _label(path: tuple[str, ...]) -> str:
    return " · ".join(path) or "Value"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


class Pages:
    """The desk's templates."""

    def __init__(self) -> None:
        self.templates = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters.update(
            words=words,
            within=within,
            plainly=plainly,
            moment=moment,
            span=span,
            written_moment=written_moment,
            slot=slot,
            headline=headline,
            product_of=product_of,
            opener=opener,
            why=why,
            day=day,
            clock=clock,
            iso=iso,
            percent=percent,
            facts=facts,
            ranked=ranked,
        )
        self.templates.globals.update(lasted=lasted, follows=follows, act_of=ACTS)

    def html(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page `name` filled with values."""
        text = self.templates.get_template(name).render(**values)
        # A lone surrogate from a broken client cannot be sent; `plainly` shows those in texts.
        return HTMLResponse(text.encode("utf-8", "replace"), status_code=status)
