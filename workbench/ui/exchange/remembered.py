"""What the Exchange place remembers between two starts: where it sent to, how long it waited, where it listened."""

from __future__ import annotations

from urllib.parse import quote

from PySide6.QtCore import QSettings

from workbench.exchange.endpoint import endpoint

MOST_RECENT = 8


class Remembered:
    """Values in the settings of the window; without settings nothing is remembered, and nothing is missing."""

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings

    def text(self, key: str, otherwise: str) -> str:
        """A text, or `otherwise` when there is none."""
        value = self._value(key)
        return value if isinstance(value, str) and value.strip() else otherwise

    def number(self, key: str, otherwise: int) -> int:
        """A whole number; `otherwise` when there is none, or something else stands in the file."""
        try:
            return int(str(self._value(key)))
        except ValueError:
            return otherwise

    def keep(self, **values: str | int) -> None:
        """Remember these: `send_host`, `send_port` …"""
        if self._settings is not None:
            for key, value in values.items():
                self._settings.setValue(f"exchange/{key}", value)

    def receiver(self, name: str) -> tuple[str, int] | None:
        """Where the messages for a receiver that a profile names went last; None when they never went anywhere."""
        host = self.text(f"receivers/{quote(name, safe='')}/host", "")
        port = self.number(f"receivers/{quote(name, safe='')}/port", 0)
        return (host, port) if host and 0 < port < 65536 else None

    def keep_receiver(self, name: str, host: str, port: int) -> None:
        """Remember where a named receiver is."""
        key = f"receivers/{quote(name, safe='')}"
        values: dict[str, str | int] = {f"{key}/host": host, f"{key}/port": port}
        self.keep(**values)

    def endpoints(self) -> list[tuple[str, int]]:
        """Where was sent to, the last one first."""
        value = self._value("recent")
        written = [value] if isinstance(value, str) else value  # the INI format gives a list of one as a bare string
        found = [_parsed(str(one)) for one in written] if isinstance(written, list) else []
        return [one for one in found if one is not None]

    def add_endpoint(self, host: str, port: int) -> None:
        """The newest endpoint."""
        others = [one for one in self.endpoints() if one != (host, port)]
        if self._settings is not None:
            names = [endpoint(*one) for one in [(host, port), *others][:MOST_RECENT]]
            self._settings.setValue("exchange/recent", names)

    def _value(self, key: str) -> object:
        return self._settings.value(f"exchange/{key}") if self._settings is not None else None


def _parsed(text: str) -> tuple[str, int] | None:
    host, _, port = text.rpartition(":")
    return (
        (host.strip("[]"), int(port)) if host and port.isascii() and port.isdigit() and 0 < int(port) < 65536 else None
    )
