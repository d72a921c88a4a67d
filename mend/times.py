"""Moments as they are shown to customers: in the operator's time zone, weekday first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mend.settings import Settings


def spoken(moment: datetime, settings: Settings) -> str:
    """A day and time, such as "Tuesday 3 March, 08:00"."""
    return _there(moment, settings).strftime("%A %-d %B, %H:%M")


def spoken_window(start: datetime, end: datetime, settings: Settings) -> str:
    """A window of one day, such as "Tuesday 3 March, 08:00 to 12:00"."""
    return f"{spoken(start, settings)} to {_there(end, settings):%H:%M}"


def _there(moment: datetime, settings: Settings) -> datetime:
    return moment.astimezone(ZoneInfo(settings.time_zone))
