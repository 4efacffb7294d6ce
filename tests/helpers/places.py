"""The places of the window, each with something in it."""

from __future__ import annotations

from collections.abc import Callable

from workbench.er7 import Path as MessagePath
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

CHARGE = (
    b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r"
    b"PID|1||100234^^^HOSP^MR||SAMPLE^ANNA\r"
    b"FT1|1|CHG001||20260301||CG|76805^OB scan^C4|||1|350.00^USD||||||||||||||||TC~59\r"
)
REPORT = CHARGE.replace(b"DFT^P03^DFT_P03", b"ORU^R01^ORU_R01")
BATCH = CHARGE + CHARGE.replace(b"C1", b"C2")


def message(window: Window, raw: bytes, path: str) -> None:
    window.open_request(OpenRequest(raw, "message", unsaved=True))
    view = window.messages.current_view()
    assert view is not None
    view.session.move_cursor(MessagePath.parse(path), None)
    assert view.form.rows
    view.form.open_parts(7)
    window.messages.find_bar.show_find(replacing=True)


def studies(window: Window) -> None:
    window.open_samples()
    window.studies.select("13-")


PLACES: dict[str, Callable[[Window], None]] = {
    "welcome": lambda window: window.show_place("welcome"),
    "charge": lambda window: message(window, CHARGE, "FT1-7"),
    "report": lambda window: message(window, REPORT, "PID-3"),
    "batch": lambda window: message(window, BATCH, "MSH"),
    "studies": studies,
    "exchange": lambda window: window.send(CHARGE, "charge"),
    "history": lambda window: window.show_place("history"),
    "ledger": lambda window: window.show_place("ledger"),
    "reversal": lambda window: window.reverse(CHARGE, "charge"),
}
"""By name: what brings the place up."""
