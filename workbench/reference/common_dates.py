"""Dates and times as people write them, made HL7's with the precision that was written.

What could be read in two ways (03/04/2026) or is impossible (30 February) is no date here.
"""

from __future__ import annotations

import re
from datetime import date, time

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ISO = re.compile(r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})(?:[-/.](?P<d>[0-9]{1,2}))?")
_DOTS = re.compile(r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4})")
_SLASHES = re.compile(r"(?P<one>[0-9]{1,2})[-/](?P<two>[0-9]{1,2})[-/](?P<y>[0-9]{4})")
_DAY_FIRST = re.compile(r"(?P<d>[0-9]{1,2})\.?[ -](?P<m>[a-z]{3,9})\.?,?[ -](?P<y>[0-9]{4})")
_MONTH_FIRST = re.compile(r"(?P<m>[a-z]{3,9})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})")
_CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<n>[0-9]{2})(?::(?P<s>[0-9]{2})(?P<f>\.[0-9]{1,4})?)? ?(?P<half>[ap]\.?m\.?)?"
    r" ?(?P<z>z|utc|[+-][0-9]{2}:?[0-9]{2})?"
)
_LONG_MONTHS = "january february march april may june july august september october november december".split()


def hl7_date(text: str, *, timed: bool = True) -> str:
    """`2026-03-01 10:15` as `202603011015`, `1 Mar 2026` as `20260301`; "" for what is none of the known forms.

    `timed` is whether a time of the day may stand behind the day (it may not in a DT).
    """
    plain = " ".join(text.split()).casefold()
    day, clock = plain, ""
    if (behind := _CLOCK.search(plain)) is not None and behind.end() == len(plain):
        day, clock = plain[: behind.start()].rstrip(" t,"), plain[behind.start() :]
    written = _day(day)
    if not written or (clock and (len(written) < 8 or not timed)):
        return ""
    told = hl7_time(clock) if clock else ""
    return "" if clock and not told else written + told


def hl7_time(text: str) -> str:
    """`9:05` as `0905`, `4:30 pm` as `1630`, `10:15Z` as `1015+0000`; "" for what is none of the known forms."""
    match = _CLOCK.fullmatch(" ".join(text.split()).casefold())
    if match is None:
        return ""
    hour = int(match["h"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if match["half"][0] == "p" else 0)
    try:
        time(hour, int(match["n"]), int(match["s"] or 0))
    except ValueError:  # no such time of a day
        return ""
    zone = match["z"] or ""
    zone = "+0000" if zone in ("z", "utc") else zone.replace(":", "")
    return f"{hour:02}{match['n']}{match['s'] or ''}{match['f'] or ''}{zone}"


def _day(text: str) -> str:
    """The day, or the month when no day was written, in digits; "" for neither."""
    for pattern in (_ISO, _DOTS, _DAY_FIRST, _MONTH_FIRST):
        if match := pattern.fullmatch(text):
            return _digits(match["y"], _month(match["m"]), match["d"])
    if match := _SLASHES.fullmatch(text):
        one, two = int(match["one"]), int(match["two"])
        if one > 12 or one == two:
            return _digits(match["y"], two, str(one))
        return _digits(match["y"], one, str(two)) if two > 12 else ""
    return ""


def _month(text: str) -> int:
    """The number of a month by number, name or the first three letters of it; 0 for none."""
    if text.isdigit():
        return int(text)
    return _MONTHS[text[:3]] if text in _MONTHS or text in _LONG_MONTHS or text == "sept" else 0


def _digits(year: str, month: int, day: str | None) -> str:
    try:
        date(int(year), month, int(day or 1))
    except ValueError:  # no such month or day
        return ""
    return f"{year}{month:02}{int(day):02}" if day else f"{year}{month:02}"
