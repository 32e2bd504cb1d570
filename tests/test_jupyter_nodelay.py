"""The seams of the server extension: what it replaces, and that the original is still called."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

import coursekit.jupyter_nodelay as nodelay


class Connection:
    kernel_ws_protocol = "v1"

    def __init__(self, websocket_handler):
        self.websocket_handler = websocket_handler

    def connect(self):
        return "the original's future"


def test_loading_replaces_only_the_connection_class():
    settings = {"kernel_websocket_connection_class": Connection, "other": 1}
    server = SimpleNamespace(web_app=SimpleNamespace(settings=settings))
    nodelay._load_jupyter_server_extension(server)
    replaced = settings["kernel_websocket_connection_class"]
    assert issubclass(replaced, Connection)
    assert replaced is not Connection
    assert settings["other"] == 1


def test_connecting_sets_the_option_and_goes_on():
    seen = []
    handler = SimpleNamespace(set_nodelay=seen.append)
    connection = nodelay.undelayed(Connection)(handler)
    assert connection.connect() == "the original's future"
    assert connection.kernel_ws_protocol == "v1"
    assert seen == [True]


def test_the_server_finds_the_extension():
    assert nodelay._jupyter_server_extension_points() == [{"module": "coursekit.jupyter_nodelay"}]


# A server that asks itself for a kernel, opens its websocket, and looks at the socket's option.
REAL_SERVER = """
import asyncio, json, socket, sys
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

opened = []
original = KernelWebsocketHandler.open
async def open_and_remember(self, kernel_id):
    await original(self, kernel_id)
    opened.append(self.ws_connection.stream.socket)
KernelWebsocketHandler.open = open_and_remember

app = ServerApp()
app.initialize([*sys.argv[1:], "--ip=127.0.0.1", "--port=0", "--no-browser", "--allow-root",
                "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"])

async def probe():
    base = f"127.0.0.1:{app.port}/api/kernels"
    reply = await AsyncHTTPClient().fetch(
        f"http://{base}", method="POST", body="{}", request_timeout=40)
    kernel = json.loads(reply.body)["id"]
    websocket = await websocket_connect(f"ws://{base}/{kernel}/channels")
    while not opened:
        await asyncio.sleep(0.05)
    print("nodelay", opened[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), flush=True)
    websocket.close()
    await app.kernel_manager.shutdown_kernel(kernel, now=True)
    app.stop()

app.io_loop.add_callback(probe)
app.start()
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--ServerApp.jpserver_extensions={'coursekit.jupyter_nodelay': True}"], "nodelay 1"),
        ([], "nodelay 0"),  # once Jupyter does it itself, the extension can go
    ],
)
def test_a_real_kernel_socket_and_no_configuration_file(arguments, expected, tmp_path, monkeypatch):
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name))
    done = subprocess.run(
        [sys.executable, "-c", REAL_SERVER, *arguments],
        capture_output=True,
        text=True,
        timeout=90,
        cwd=tmp_path,
    )
    assert expected in done.stdout, done.stderr
    assert {path.name for path in tmp_path.glob("CONFIG/*")} <= {"migrated"}  # Jupyter's own mark
