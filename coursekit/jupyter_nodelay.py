"""A Jupyter server extension that sends small kernel messages at once.

Jupyter leaves Nagle's algorithm on for the websocket of a kernel: a small message waits until the
last one has been acknowledged, and the other side delays that by up to 40 ms. A widget that moves
with a slider stalls visibly. `coursekit lab` starts its own server with

    --ServerApp.jpserver_extensions="{'coursekit.jupyter_nodelay': True}"

No configuration file is read or written, and any other server works without it, only less smoothly.
"""

from typing import Any

__all__ = ["undelayed"]

_SETTING = "kernel_websocket_connection_class"


def undelayed(connection: type) -> type:
    """Derive a kernel websocket connection that sets TCP_NODELAY when it connects.

    >>> class Connection:
    ...     def connect(self): return "connected"
    >>> class Socket:
    ...     def set_nodelay(self, value): print("nodelay", value)
    >>> here = undelayed(Connection)()
    >>> here.websocket_handler = Socket()
    >>> here.connect()
    nodelay True
    'connected'
    """

    def connect(self: Any) -> Any:
        self.websocket_handler.set_nodelay(True)  # tornado's own way, after the handshake
        return connection.connect(self)  # type: ignore[attr-defined]

    return type(f"Undelayed{connection.__name__}", (connection,), {"connect": connect})


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "coursekit.jupyter_nodelay"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Give every kernel websocket of this server the undelayed connection."""
    settings = server.web_app.settings
    settings[_SETTING] = undelayed(settings[_SETTING])
