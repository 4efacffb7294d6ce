"""How one end of a connection is written, and whether it is this computer. No sockets here, so that all may ask."""

from __future__ import annotations

import ipaddress


def endpoint(host: str, port: int) -> str:
    """`host:port`, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether a host as typed can only mean this computer. Names are not looked up: an unknown one may be anywhere."""
    name = host.strip().strip("[]").lower()
    if name in ("localhost", "localhost.localdomain", "ip6-localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:  # a name, which could be any machine
        return False
