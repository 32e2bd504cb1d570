"""A SLURM of one node in a temporary folder: own keys, sockets and ports, nothing outside it."""

import contextlib
import getpass
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import coursekit

from .requirements import require

__all__ = ["Slurm", "one_node", "slurm_programs"]

NODE = "node1"
#: Seconds to wait for a daemon, and for jobs.
START, JOBS = 30.0, 300.0

#: What a daemon is started by, so that it ends also with a run of the tests that is killed.
DYING_WITH_US = ("setpriv", "--pdeathsig", "TERM")

CONF = """
ClusterName=coursekit
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={control}
SlurmdPort={daemon}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
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
NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes={node} Default=YES MaxTime=INFINITE State=UP
"""


def slurm_programs() -> bool:
    """Whether this machine has all that a SLURM of one node is made of."""
    return all(_program(name) for name in ("munged", "slurmctld", "slurmd", "sbatch", "setpriv"))


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


class Slurm:
    """A running SLURM: what is typed on its head, and what became of the jobs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "scratch").mkdir()
        self.environ = {
            **os.environ,
            "SLURM_CONF": str(folder / "slurm.conf"),
            # What a cluster gives each job; here all jobs share it, so that it can be looked into.
            "SLURM_TMPDIR": str(folder / "scratch"),
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
def one_node(folder: Path, cpus: int = 2) -> Iterator[Slurm]:
    """Start a SLURM of one node, with as many cores as are asked for, whatever there are.

    Everything that it started is ended with it.
    """
    require("slurm", slurm_programs())
    for name in ("state", "spool"):
        (folder / name).mkdir(mode=0o755)
    (folder / "munge.key").write_bytes(secrets.token_bytes(128))
    (folder / "munge.key").chmod(0o400)
    folder.chmod(0o755)
    control, daemon = _free_ports(2)
    (folder / "slurm.conf").write_text(
        CONF.format(
            host=socket.gethostname().partition(".")[0], user=getpass.getuser(), node=NODE,
            folder=folder, control=control, daemon=daemon, cpus=cpus,
            memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 - 100,
        )
    )  # fmt: skip
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
        _start(running, slurm, ["slurmd", "-D", "-f", conf, "-N", NODE])
        _until(slurm, lambda: "idle" in _quietly(slurm, "sinfo", "--noheader", "--format=%t"))
        try:
            yield slurm
        finally:
            _quietly(slurm, "scancel", "--signal=KILL", "--full", f"--user={getpass.getuser()}")
            _quietly(slurm, "scancel", f"--user={getpass.getuser()}")
            with contextlib.suppress(AssertionError):
                _until(slurm, lambda: not _quietly(slurm, "squeue", "--noheader"))


def _start(running: contextlib.ExitStack, slurm: Slurm, command: list[str]) -> None:
    program = _program(command[0])
    assert program is not None
    output = running.enter_context((slurm.folder / f"{command[0]}.out.log").open("wb"))
    process = subprocess.Popen(
        [*DYING_WITH_US, program, *command[1:]], env=slurm.environ, stdin=subprocess.DEVNULL,
        stdout=output, stderr=subprocess.STDOUT, cwd=slurm.folder,
    )  # fmt: skip
    running.callback(_end, process)


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
