"""Finding a port that nobody listens on."""

from __future__ import annotations

import socket

TRIES = 100


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """The wanted port, else the next free one; raises OSError when a hundred are taken."""
    for port in range(wanted, wanted + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"ports {wanted} to {wanted + TRIES - 1} are all taken")
