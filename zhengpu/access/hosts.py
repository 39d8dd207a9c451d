"""Which names this service answers to. A page of another site whose name was pointed here (DNS rebinding) asks for that name."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

__all__ = ["answers_to", "is_loopback", "name_of_host"]


def name_of_host(header: str) -> str:
    """The name in a Host header, without port, brackets and the dot at the end.

    >>> name_of_host("Plans.Example.gov.cn:8000"), name_of_host("[::1]:8000")
    ('plans.example.gov.cn', '::1')
    """
    text = header.strip().lower()
    name = text[1:].partition("]")[0] if text.startswith("[") else text.rsplit(":", 1)[0] if text.count(":") == 1 else text
    return name.rstrip(".")


def answers_to(header: str, names: Iterable[str]) -> bool:
    """Whether a request for this host is for us: an address in figures (no name that could have been turned), this machine, or a name we know.

    `names` may begin with a dot: any name below it.

    >>> [answers_to(host, ("plans.gov.cn", ".intra.cn")) for host in ("127.0.0.1:8000", "plans.gov.cn", "a.intra.cn", "evil.example")]
    [True, True, True, False]
    """
    name = name_of_host(header)
    if not name or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return any(name == known.lower() or (known.startswith(".") and name.endswith(known.lower())) for known in names)
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a service that listens here.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("::1")
    (True, True, False, True)
    """
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() == "localhost"
