# ruff: noqa: E501 - attacks stand as they are handed in, one a line
"""Answers, secrets and other people's work, looked for wherever a process can look.

Each of these makes its answer of what it finds, so a mark is a find.
"""

from __future__ import annotations

from .case import Case, attack, hang

__all__ = ["CASES", "NAMED"]

MODULES = (
    "coursekit.sheets",
    "coursekit.sheets.rules",
    "coursekit.grading",
    "coursekit.grading.seeds",
    "coursekit.grading.sandbox",
    "coursekit.authoring",
    "coursekit.course",
    "coursekit.cli",
    "coursekit._course",
)

PLACES = """
    import glob
    roots = ["@CHECKOUT@", "/work", "/root", "/home", "/packages", "/python", "/harness", "/usr",
             "/usr/local", "/opt", "/srv", "/mnt", "/tmp", "/var", "/", "..", ".",
             *sys.path, sys.prefix, sys.base_prefix, os.path.dirname(np.__file__) + "/.."]
"""

CASES: list[Case] = [
    attack(
        f"imports-{name}",
        f"""
        won = tried(
            lambda: importlib.import_module("{name}"),
            lambda: __import__("{name}", fromlist=["x"]),
            lambda: importlib.util.find_spec("{name}"),
            lambda: __import__("pkgutil").resolve_name("{name}"),
            lambda: __import__("runpy").run_module("{name}"),
        )
        """,
    )
    for name in MODULES
]

CASES += [
    attack(
        "imports-by-path",
        PLACES
        + """
    def load(path):
        from importlib.machinery import ModuleSpec, SourceFileLoader, SourcelessFileLoader
        for loader in (SourceFileLoader, SourcelessFileLoader):
            if loader("found", path).get_code("found") is not None: return True
    names = ["coursekit/sheets/rules.py", "sheets/rules.py", "coursekit/sheets/__init__.py",
             "coursekit/grading/one.py", "lib/python3.11/site-packages/coursekit/sheets/rules.py",
             "coursekit/sheets/__pycache__/rules.cpython-311.pyc"]
    won = any(tried(lambda: load(os.path.join(root, name))) for root in roots for name in names)
    """,
    ),
    attack(
        "imports-by-search-path",
        PLACES
        + """
    import coursekit
    for root in roots:
        sys.path.insert(0, root)
        coursekit.__path__.append(os.path.join(root, "coursekit"))
        importlib.invalidate_caches()
        won = won or tried(lambda: importlib.import_module("coursekit.sheets.rules"),
                           lambda: importlib.import_module("sheets.rules"))
    """,
    ),
    attack(
        "imports-anew",
        PLACES
        + """
    for name in [n for n in sys.modules if n.startswith("coursekit")]: del sys.modules[name]
    sys.path[:0] = roots
    sys.meta_path.insert(0, importlib.machinery.PathFinder)
    won = tried(lambda: importlib.import_module("coursekit.sheets.rules").SHEET,
                lambda: importlib.import_module("coursekit.sheets").load("02_rules")["d_power"].id)
    """,
    ),
    attack(
        "imports-from-zips",
        PLACES
        + """
    import zipimport
    for root in roots:
        for path in glob.glob(root + "/*.whl") + glob.glob(root + "/*.zip") + glob.glob(root + "/*.egg"):
            won = won or tried(lambda: zipimport.zipimporter(path).load_module("coursekit.sheets"))
    """,
    ),
    attack(
        "site-and-pth",
        PLACES
        + """
    import site
    with open("found.pth", "w") as file: file.write("\\n".join(roots))
    for root in [*roots, os.getcwd()]: tried(lambda: site.addsitedir(root))
    won = tried(lambda: importlib.import_module("coursekit.sheets"))
    """,
    ),
    attack(
        "metadata-of-packages",
        """
        import importlib.metadata as m
        won = tried(lambda: [d for d in m.distributions() if "coursekit" in str(d.metadata["Name"])],
                    lambda: m.files("coursekit-dl"), lambda: m.version("coursekit-dl"))
        """,
    ),
    attack(
        "real-open-sheet",
        """
        import coursekit
        sheet = coursekit.open_sheet("02_rules")
        won = tried(lambda: float(sheet["d_sin_x2"].reference(1.0)) > 1)
        found = sheet["d_sin_x2"].reference
        """,
    ),
    attack(
        "walks-the-disk",
        """
        def look():
            for top in ("/", "/packages", "/python", "/harness", "/usr", "/lib", "/tmp", "/etc", "/dev"):
                for folder, _, files in os.walk(top, followlinks=False):
                    if folder.startswith("/packages/numpy/"): continue
                    if "coursekit" in folder and folder.endswith(("sheets", "grading", "authoring",
                                                                  "solutions")): return True
                    for name in files:
                        if name.startswith(("01_", "02_")) and name.endswith(".ipynb"): return True
                        if name.endswith(".seed") or name == "derivatives.py": return True
        won = tried(look)
        """,
    ),
    attack(
        "answers-inside-the-allowed-rooms",
        """
        def look():
            for folder, _, files in os.walk("/packages/coursekit"):
                for name in files:
                    if name.endswith(".py"):
                        text = open(os.path.join(folder, name)).read()
                        if "d_sin_x2" in text and "inner_forgotten" in text: return True
        won = tried(look)
        """,
    ),
    attack(
        "bytecode-left-behind",
        """
        def look():
            for folder, _, files in os.walk("/packages/coursekit"):
                for name in files:
                    if name.endswith(".pyc"):
                        data = open(os.path.join(folder, name), "rb").read()
                        if b"chain_affine" in data: return True
        won = tried(look)
        """,
    ),
]

FILES = {
    "secret": "@SECRET@",
    "gradebook": "@GRADEBOOK@",
    "home": "@HOME@/.bashrc",
    "other-submission": "@OTHERS@/other.ipynb",
    "shared-memory": "@SHARED@",
    "checkout": "@CHECKOUT@/coursekit/sheets/rules.py",
    "solutions": "@CHECKOUT@/solutions/02_rules.ipynb",
    "passwd": "/etc/passwd",
    "shadow": "/etc/shadow",
    "hostname": "/etc/hostname",
    "resolv": "/etc/resolv.conf",
    "init-environment": "/proc/1/environ",
    "own-environment": "/proc/self/environ",
    "own-memory": "/proc/self/mem",
    "own-maps": "/proc/self/maps",
    "own-status": "/proc/self/status",
    "thread-self": "/proc/thread-self/status",
    "grader-environment": "/proc/@GRADER@/environ",
    "grader-root": "/proc/@GRADER@/root@SECRET@",
    "grader-cwd": "/proc/@GRADER@/cwd/pyproject.toml",
    "victim": "/proc/@VICTIM@/status",
    "mounts": "/proc/mounts",
    "kernel-memory": "/proc/kcore",
    "kernel-symbols": "/proc/kallsyms",
    "kernel-settings": "/proc/sys/kernel/hostname",
    "memory-device": "/dev/mem",
    "kernel-messages": "/dev/kmsg",
    "terminal": "/dev/tty",
    "terminals": "/dev/pts/0",
    "disk": "/dev/sda",
    "loop": "/dev/loop-control",
    "fuse": "/dev/fuse",
    "kvm": "/dev/kvm",
    "tun": "/dev/net/tun",
    "sys": "/sys/kernel/mm/transparent_hugepage/enabled",
    "cgroup": "/sys/fs/cgroup/cgroup.procs",
    "run": "/run/utmp",
    "docker": "/var/run/docker.sock",
    "log": "/var/log/lastlog",
    "boot": "/boot/grub/grub.cfg",
}
CASES += [
    attack(
        f"reads-{name}",
        f"""
        path = "{path}"
        os.symlink(path, "link")
        os.symlink("/", "root")
        tmp = os.open("/tmp", os.O_PATH)
        won = tried(
            lambda: open(path, "rb").read(1),
            lambda: open("link", "rb").read(1),
            lambda: open("root" + path, "rb").read(1),
            lambda: open("/tmp/../" + path, "rb").read(1),
            lambda: os.read(os.open(".." + path, os.O_RDONLY, dir_fd=tmp), 1),
            lambda: open("/proc/self/root" + path, "rb").read(1),
            lambda: os.link(path, "hard") is None and open("hard", "rb").read(1),
            lambda: __import__("shutil").copyfile(path, "copy") and open("copy", "rb").read(1),
            lambda: np.fromfile(path, dtype=np.uint8, count=1).size,
            lambda: os.pread(os.open(path, os.O_RDONLY), 1, id(np)),
            lambda: np.memmap(path, dtype=np.uint8, mode="r").size,
        )
        """,
    )
    for name, path in FILES.items()
]

CASES += [
    attack(
        "environment",
        """
        token = "@TOKEN@"[::-1]
        environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
        def libc():
            n = 0
            while environ[n]:
                if token in environ[n].decode(errors="replace"): return True
                n += 1
        won = tried(lambda: token in str(os.environ), libc,
                    lambda: any("SECRET" in k or "TOKEN" in k for k in os.environ))
        """,
    ),
    attack(
        "command-line",
        """
        won = tried(lambda: any("marks" in word or "seed" in word for word in sys.orig_argv + sys.argv))
        """,
    ),
    attack(
        "all-objects",
        """
        token = "@TOKEN@"[::-1]
        def look():
            for found in gc.get_objects():
                name = type(found).__name__
                if name in ("Exercise", "Slip", "Sheet", "Grade", "Submission") : return True
                if name == "function" and ("sheets" in found.__code__.co_filename
                                           or "grading" in found.__code__.co_filename): return True
                if type(found) is dict and any(type(v) is str and token in v for v in list(found.values())):
                    if found is not globals(): return True
        won = tried(look)
        """,
    ),
    attack(
        "strings-in-memory",
        """
        token = ("@TOKEN@"[::-1]).encode()
        needle = token[:8]
        def look():
            for found in (np.ones(10), [], "x" * 5000, look, sys):
                start = id(found) & ~0xFFF
                for page in range(-64, 64):
                    # /proc tells no map: whoever hits a hole dies of it, and gets nothing.
                    data = ctypes.string_at(start + page * 4096, 4096)
                    at = data.find(token)
                    if at >= 0: return True
        won = False
        """,
    ),
    attack(
        "frames-in-a-cell",
        """
        def look(frame):
            while frame is not None:
                for name, value in frame.f_locals.items():
                    if name in ("want", "wants", "reference", "expected", "exercise", "slips", "secret",
                                "seed"): return True
                frame = frame.f_back
        won = tried(lambda: look(sys._getframe()))
        """,
    ),
    attack(
        "frames-in-a-call",
        """
        def look():
            for frame in [sys._getframe(), *sys._current_frames().values()]:
                while frame is not None:
                    for space in (frame.f_locals, frame.f_globals):
                        for name in ("want", "wants", "expected", "exercise", "reference", "seed"):
                            if name in space and space is not globals(): return True
                    frame = frame.f_back
        def d_product(x):
            global won
            won = won or tried(look)
            return 0.0
        """,
    ),
    attack(
        "exception-context",
        """
        def look():
            error = sys.exc_info()[1]
            while error is not None:
                trace = error.__traceback__
                while trace:
                    if "want" in trace.tb_frame.f_locals: return True
                    trace = trace.tb_next
                error = error.__context__
        def d_product(x):
            global won
            try: raise ValueError
            except ValueError: won = tried(look)
            return 0.0
        """,
    ),
    attack(
        "descriptors",
        """
        def look():
            for fd in range(4096):
                try: told = os.fstat(fd)
                except OSError: continue
                if fd > 3: return True
                if fd != 3 and (told.st_mode & 0o170000) != 0o020000: return True
        won = tried(look, lambda: os.read(0, 1), lambda: os.listdir("/proc/self/fd"))
        """,
    ),
    attack(
        "other-processes-memory",
        """
        class Vec(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
        buffer = ctypes.create_string_buffer(64)
        mine = Vec(ctypes.addressof(buffer), 64)
        theirs = Vec(id(np), 64)
        libc = ctypes.CDLL(None, use_errno=True)
        for pid in (0, 1, 2, 3, os.getppid(), int("@GRADER@"), int("@VICTIM@")):
            won = won or libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) > 0
            won = won or libc.ptrace(16, pid, 0, 0) == 0 or libc.ptrace(0x4206, pid, 0, 0) == 0
        won = won or libc.ptrace(0, 0, 0, 0) == 0
        """,
    ),
    attack(
        "pidfd-getfd",
        """
        for pid in (1, 2, os.getppid(), int("@GRADER@"), int("@VICTIM@")):
            won = won or system(434, pid, 0) or system(438, 3, pid, 0)
        """,
    ),
    attack(
        "file-handles",
        """
        handle = ctypes.create_string_buffer(256); mount = ctypes.c_int()
        struct.pack_into("i", handle, 0, 128)
        won = system(303, -100, ctypes.c_char_p(b"/tmp"), handle, ctypes.byref(mount), 0) or \\
              system(304, -100, handle, 0)
        """,
    ),
    attack(
        "io-uring",
        """
        params = ctypes.create_string_buffer(256)
        won = system(425, 8, params) or system(426, 3, 1, 1, 0, 0, 0) or system(427, 3, 0, 0, 0)
        """,
    ),
    attack(
        "kernel-keyrings",
        """
        won = system(248, ctypes.c_char_p(b"user"), ctypes.c_char_p(b"x"), ctypes.c_char_p(b"y"), 1, -3) \\
            or system(250, 0, -3, 1) or system(249, ctypes.c_char_p(b"user"), ctypes.c_char_p(b"x"), 0, 0)
        """,
    ),
    attack(
        "open-by-32-bit-and-x32-calls",
        """
        x32 = 0x40000000
        won = system(x32 + 41, 2, 1, 0) or system(x32 + 2, ctypes.c_char_p(b"@SECRET@"), 0) \\
            or system(x32 + 57)
        """,
    ),
    hang(
        "thirty-two-bit-machine-code",
        """
        if os.uname().machine == "x86_64":
            import mmap
            # mov eax, 2 (fork of the 32-bit table); int 0x80; ret
            code = bytes([0xB8, 2, 0, 0, 0, 0xCD, 0x80, 0xC3])
            page = mmap.mmap(-1, 4096, prot=7)
            page.write(code)
            call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
            result = call()
            if result == 0: os._exit(0)
            won = result > 0
        """,
    ),
]

SOCKETS = [
    "AF_UNIX",
    "AF_INET",
    "AF_INET6",
    "AF_NETLINK",
    "AF_PACKET",
    "AF_VSOCK",
    "AF_ALG",
    "AF_BLUETOOTH",
    "AF_CAN",
    "AF_TIPC",
    "AF_RDS",
    "AF_QIPCRTR",
    "AF_X25",
    "AF_APPLETALK",
    "AF_KEY",
]
CASES += [
    attack(
        f"socket-{name}",
        f"""
        family = getattr(socket, "{name}", {number})
        won = tried(*[lambda kind=kind: socket.socket(family, kind)
                      for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW,
                                   socket.SOCK_SEQPACKET)])
        """,
    )
    for number, name in enumerate(SOCKETS, start=40)
]
CASES += [
    attack(
        "connects",
        """
        def to(family, address, kind=socket.SOCK_STREAM):
            with socket.socket(family, kind) as s:
                s.settimeout(0.3)
                s.connect(address)
                s.send(b"answers?")
                return True
        won = tried(lambda: to(socket.AF_INET, ("127.0.0.1", int("@TCP@"))),
                    lambda: to(socket.AF_INET, ("127.0.0.1", int("@UDP@")), socket.SOCK_DGRAM),
                    lambda: to(socket.AF_UNIX, "@SOCKET@"),
                    lambda: to(socket.AF_UNIX, "\\0@ABSTRACT@"))
        """,
    ),
    attack(
        "datagrams-from-a-pair",
        """
        a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        won = tried(lambda: a.sendto(b"x", "@SOCKET@"), lambda: a.sendto(b"x", "\\0@ABSTRACT@"),
                    lambda: a.connect("@SOCKET@") is None, lambda: a.bind("name") is None)
        """,
    ),
    attack(
        "name-resolution",
        """
        won = tried(lambda: socket.getaddrinfo("localhost", 80), lambda: socket.gethostbyname("localhost"))
        """,
        free=("d_power", "d_sin_x2"),  # what a library knows by itself is no secret
    ),
    attack(
        "urllib",
        """
        import urllib.request
        won = tried(lambda: urllib.request.urlopen("http://127.0.0.1:@TCP@/", timeout=0.5),
                    lambda: urllib.request.urlopen("file://@SECRET@").read(1))
        """,
    ),
    attack(
        "asyncio-servers",
        """
        import asyncio
        async def serve():
            server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
            return server.sockets
        won = tried(lambda: asyncio.run(serve()))
        """,
    ),
]

#: That on which other graders were measured: answers read off the disk.
NAMED = ("imports-by-path",)
