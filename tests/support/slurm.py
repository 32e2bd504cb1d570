"""A SLURM in a temporary folder: own keys, sockets and ports, nothing outside it.

Several nodes are several daemons on one machine, each with a name, a port and a folder of its own.
"""

import contextlib
import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import coursekit

from .requirements import require

__all__ = ["Slurm", "cluster", "slurm_programs"]

#: Seconds to wait for a daemon, and for jobs.
START, JOBS = 30.0, 300.0

#: What a daemon is started by, so that it ends also with a run of the tests that is killed.
DYING_WITH_US = ("setpriv", "--pdeathsig", "TERM")

CONF = """
ClusterName=coursekit
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={control}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire={expire}
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,batch_sched_delay=0,defer_batch=0
MpiDefault=none
ReturnToService=2
MinJobAge=600
KillWait=2
SlurmdTimeout={timeout}
TaskProlog={folder}/prolog
{nodes}PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
#: Told to each job: all jobs of a node share a scratch folder, so that it can be looked into; on a
#: node without bubblewrap only what the job script needs is found.
PROLOG = """#!/bin/sh
echo "export SLURM_TMPDIR={folder}/scratch-$SLURMD_NODENAME"
case " {without} " in *" $SLURMD_NODENAME "*) echo "export PATH={folder}/bin";; esac
"""
A_NODE = (
    "NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={cpus}"
    " RealMemory={memory} State=UNKNOWN\n"
)


def slurm_programs() -> bool:
    """Whether this machine has all that a SLURM of one node is made of."""
    return all(_program(name) for name in ("munged", "slurmctld", "slurmd", "sbatch", "setpriv"))


def _several_nodes() -> bool:
    """Whether a daemon can be told which node of this machine it is."""
    slurmd = str(_program("slurmd"))
    done = subprocess.run([slurmd, "-h"], capture_output=True, text=True, timeout=30)
    return " -N node" in done.stdout + done.stderr


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


class Slurm:
    """A running SLURM: what is typed on its head, and what became of the jobs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.daemons: dict[str, subprocess.Popen[bytes]] = {}
        self.environ = {
            **os.environ,
            "SLURM_CONF": str(folder / "slurm.conf"),
            # A job is not started in this folder, and imports the coursekit that is tested.
            "PYTHONPATH": str(Path(coursekit.__file__).resolve().parents[1]),
        }

    def run(self, *command: object, **options: object) -> str:
        """Run a command of SLURM's and return what it prints."""
        done = subprocess.run(
            [str(word) for word in command],
            env=self.environ, capture_output=True, text=True, timeout=60, **options,
        )  # fmt: skip
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout.strip()

    def send(self, *arguments: object) -> str:
        """Send a job, from a folder that holds nothing, and return its number."""
        told = self.run("sbatch", "--parsable", *arguments, cwd=self.folder)
        return told.partition(";")[0]

    def signal(self, name: str, task: str, *options: str) -> None:
        """Signal a task that runs; SLURM says "try again later" of a signal that did arrive."""
        command = ["scancel", f"--signal={name}", *options, task]
        subprocess.run(command, env=self.environ, capture_output=True, timeout=60)

    def scratch(self, node: str = "node1") -> Path:
        """Return the folder that is a node's own disk."""
        return self.folder / f"scratch-{node}"

    def nodes(self) -> dict[str, str]:
        """Return the state of each node, as in "idle" or "down*"; {} while nobody answers."""
        told = _quietly(self, "sinfo", "--Node", "--noheader", "--format=%N %t")
        return dict(line.split() for line in told.splitlines())

    def lose(self, node: str) -> list[int]:
        """Kill everything that runs on a node, its daemon first, as if it had lost its power."""
        self.daemons[node].kill()
        self.daemons[node].wait()
        killed = []
        # More than once: a process may have had a child meanwhile.
        while tasks := self._processes(node):
            for pid in tasks:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            killed += tasks
            time.sleep(0.05)
        return killed

    def _processes(self, node: str) -> list[int]:
        """Return what runs on a node for this SLURM: its tasks, and who started them."""
        own = {f"SLURM_CONF={self.folder}/slurm.conf", f"SLURMD_NODENAME={node}"}
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                environ = (process / "environ").read_bytes().decode("utf-8", "replace")
                if own <= set(environ.split("\0")):
                    parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                    name = Path("/proc", parent, "comm").read_text()
                    found += [int(parent)] if name.startswith("slurmstepd") else []
                    found.append(int(process.name))
        return found

    def states(self, job: str) -> dict[int, str]:
        """Return the state of each task of an array."""
        told = self.run(
            "squeue", "--states=all", "--noheader", "--array", "--format=%K %T", "-j", job
        )
        return {int(task): state for task, state in (line.split() for line in told.splitlines())}

    def wait(self, job: str) -> dict[int, str]:
        """Wait until all tasks of an array have ended; return their states."""
        deadline = time.monotonic() + JOBS
        while time.monotonic() < deadline:
            states = self.states(job)
            if not {"PENDING", "RUNNING", "COMPLETING", "CONFIGURING"} & set(states.values()):
                return states
            time.sleep(0.2)
        raise AssertionError(f"job {job} does not end: {states}\n{self.logs()}")

    def logs(self) -> str:
        """Return what the daemons have said."""
        return "\n".join(path.read_text()[-3000:] for path in self.folder.glob("*.log"))


@contextlib.contextmanager
def cluster(
    folder: Path,
    nodes: Sequence[str] = ("node1",),
    cpus: int = 2,
    timeout: int = 300,
    without_bubblewrap: str = "",
) -> Iterator[Slurm]:
    """Start a SLURM whose nodes have as many cores as are asked for, whatever there are.

    A node that says nothing for ``timeout`` seconds is down. All that was started is ended with it.
    """
    require("slurm", slurm_programs())
    require("slurm-nodes", len(nodes) == 1 or _several_nodes())
    (folder / "state").mkdir(mode=0o755)
    (folder / "munge.key").write_bytes(secrets.token_bytes(128))
    (folder / "munge.key").chmod(0o400)
    folder.chmod(0o755)
    control, *ports = _free_ports(1 + len(nodes))
    values = {
        "host": socket.gethostname().partition(".")[0],
        "user": getpass.getuser(),
        "folder": folder,
        "control": control,
        "cpus": cpus,
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 - 100,
        "timeout": timeout,
        # How long a task that is started again has to wait; by default two minutes.
        "expire": 120 if timeout > 60 else 10,
    }
    each = [
        A_NODE.format(node=node, port=port, **values)
        for node, port in zip(nodes, ports, strict=True)
    ]
    (folder / "slurm.conf").write_text(CONF.format(nodes="".join(each), **values))
    (folder / "prolog").write_text(PROLOG.format(folder=folder, without=without_bubblewrap))
    (folder / "prolog").chmod(0o755)
    (folder / "bin").mkdir()
    for name in ("date", "hostname"):
        (folder / "bin" / name).symlink_to(_program(name))
    slurm = Slurm(folder)
    munge = [
        "munged", "--foreground", "--force", f"--key-file={folder}/munge.key",
        f"--socket={folder}/munge.socket", f"--pid-file={folder}/munged.pid",
        f"--log-file={folder}/munged.log", f"--seed-file={folder}/munged.seed",
    ]  # fmt: skip
    conf = str(folder / "slurm.conf")
    with contextlib.ExitStack() as running:
        _start(running, slurm, munge)
        _until(slurm, (folder / "munge.socket").exists)
        _start(running, slurm, ["slurmctld", "-D", "-f", conf])
        for node in nodes:
            (folder / f"spool-{node}").mkdir(mode=0o755)
            slurm.scratch(node).mkdir()
            command = ["slurmd", "-D", "-f", conf, "-N", node]
            slurm.daemons[node] = _start(running, slurm, command, log=f"slurmd-{node}")
        _until(slurm, lambda: slurm.nodes() == dict.fromkeys(nodes, "idle"))
        try:
            yield slurm
        finally:
            _quietly(slurm, "scancel", "--signal=KILL", "--full", f"--user={getpass.getuser()}")
            _quietly(slurm, "scancel", f"--user={getpass.getuser()}")
            with contextlib.suppress(AssertionError):
                _until(slurm, lambda: not _quietly(slurm, "squeue", "--noheader"))


def _start(
    running: contextlib.ExitStack, slurm: Slurm, command: list[str], log: str = ""
) -> subprocess.Popen[bytes]:
    program = _program(command[0])
    assert program is not None
    output = running.enter_context((slurm.folder / f"{log or command[0]}.out.log").open("wb"))
    process = subprocess.Popen(
        [*DYING_WITH_US, program, *command[1:]], env=slurm.environ, stdin=subprocess.DEVNULL,
        stdout=output, stderr=subprocess.STDOUT, cwd=slurm.folder,
    )  # fmt: skip
    running.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _quietly(slurm: Slurm, *command: str) -> str:
    """Return what a command says, "" while nobody answers it."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            command, env=slurm.environ, capture_output=True, text=True, timeout=10
        )
        return done.stdout.strip()
    return ""


def _until(slurm: Slurm, condition) -> None:
    deadline = time.monotonic() + START
    while not condition():
        assert time.monotonic() < deadline, slurm.logs()
        time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
