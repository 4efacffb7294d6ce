"""What a network failure means, in a sentence: what was seen, and where to look.

One place for errno values, because Windows has its own numbers for the same things.
"""

from __future__ import annotations

import errno
import ssl
from socket import gaierror

UNKNOWN_OUTCOME = "The receiver may have stored it; send again only with the same control id"
"""For every failure after which nobody on this side can know whether the message arrived."""


def _numbers(*names: str) -> frozenset[int]:
    return frozenset(number for name in names if (number := getattr(errno, name, None)) is not None)


_UNREACHABLE = _numbers(
    "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN", "WSAEHOSTUNREACH", "WSAENETUNREACH", "WSAENETDOWN"
)
_TIMED_OUT = _numbers("ETIMEDOUT", "WSAETIMEDOUT")
_IN_USE = _numbers("EADDRINUSE", "WSAEADDRINUSE")
_NOT_OURS = _numbers("EADDRNOTAVAIL", "WSAEADDRNOTAVAIL")
_FORBIDDEN = _numbers("EACCES", "EPERM", "WSAEACCES")


def cannot_connect(where: str, error: BaseException) -> str:
    """Why there is no connection to `where` ("host:port")."""
    number = _number(error)
    if isinstance(error, gaierror | UnicodeError):
        return f"The host name of {where} is not known; check its spelling and the name service."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{where} was not trusted: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return f"{where} did not agree on an encrypted connection (TLS); perhaps it expects plain MLLP."
    if isinstance(error, ConnectionRefusedError):
        return f"{where} refused the connection: nothing listens there (channel stopped, or wrong port)."
    if isinstance(error, TimeoutError) or number in _TIMED_OUT:
        return f"{where} did not take the connection in time: a firewall or the network path may swallow it."
    if number in _UNREACHABLE:
        return f"{where} cannot be reached: there is no network path to it."
    if number in _FORBIDDEN:
        return f"This computer does not allow a connection to {where} (firewall or missing permission)."
    if isinstance(error, ConnectionResetError | ConnectionAbortedError):
        return f"{where} broke the connection off while it was being made; perhaps it expects TLS."
    return f"There is no connection to {where}: {_reason(error)}."


def cannot_listen(where: str, error: BaseException) -> str:
    """Why no receiver can be started on `where` ("host:port"), and what to do."""
    number = _number(error)
    if number in _IN_USE:
        return f"{where} is in use by another program; stop that one or choose another port."
    if number in _FORBIDDEN:
        return f"Listening on {where} is not permitted; choose a port above 1023."
    if isinstance(error, gaierror | UnicodeError) or number in _NOT_OURS:
        return f"{where} is not an address of this computer; use 127.0.0.1, or 0.0.0.0 for every network interface."
    return f"No receiver can be started on {where}: {_reason(error)}."


def _number(error: BaseException) -> int | None:
    if not isinstance(error, OSError):
        return None
    return getattr(error, "winerror", None) or error.errno


def _reason(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (text or type(error).__name__).rstrip(".")
