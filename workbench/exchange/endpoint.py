"""How one end of a connection is written. No sockets here, so that everybody may ask."""

from __future__ import annotations


def endpoint(host: str, port: int) -> str:
    """`host:port`, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"
