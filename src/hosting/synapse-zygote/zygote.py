"""Forking parent of Synapse: loads its code once, then starts each process of it by fork, when told to.

Arguments: the modules to load, then one long word whose room in memory shows children's titles to `ps`.
Orders come on standard input, one JSON object a line:
    {"start": NAME, "app": MODULE, "args": [...], "folder": PATH, "output": PATH}
Answers leave by standard output, one JSON object a line:
    {"ready": PID, "threads": COUNT}     once, when orders may come
    {"started": NAME, "pid": PID, "startTime": TICKS}  or  {"refused": NAME, "error": TEXT}
    {"exited": NAME, "pid": PID, "code": NUMBER}  or  {"exited": NAME, "pid": PID, "signal": "SIGKILL"}
SIGTERM ends the children gently, then this process. The end of the orders ends everything at once, and so does the
death of whoever gave them: each child asked the kernel to be killed when this process dies.
"""

import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import sys
import traceback

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
libc = ctypes.CDLL(None, use_errno=True)


def stat_fields(pid):
    """Fields of /proc/PID/stat from the third on: the second may hold spaces."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        text = file.read()
    return text[text.rindex(")") + 2 :].split()


class Title:
    """The words that `ps` shows, written over those this process was started with."""

    def __init__(self):
        fields = stat_fields("self")
        self.start, end = int(fields[45]), int(fields[46])
        self.room = max(0, end - self.start - 1)

    def show(self, words):
        text = b"\0".join(word.encode() for word in words)[: self.room]
        if self.start == 0 or self.room == 0:
            return
        ctypes.memset(self.start, 0, self.room)
        ctypes.memmove(self.start, text, len(text))


def proxied_reactor():
    """Twisted's reactor must not exist before the fork: Synapse has a stand-in, in a module that depends on its version."""
    try:
        from synapse.app.complement_fork_proxied_reactor import ProxiedReactor
    except ModuleNotFoundError as error:
        if error.name != "synapse.app.complement_fork_proxied_reactor":
            raise
        from synapse.app.complement_fork_starter import ProxiedReactor
    from twisted.internet.main import installReactor

    proxy = ProxiedReactor()
    installReactor(proxy)
    return proxy


def run_app(proxy, order):
    """Runs the module's main() as `python -m MODULE` would; the exit code."""
    from twisted.internet.epollreactor import EPollReactor

    try:
        proxy._install_real_reactor(EPollReactor())
        sys.argv = [order["app"], *order["args"]]
        importlib.import_module(order["app"]).main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


class Parent:
    def __init__(self, title):
        self.title = title
        self.proxy = None
        self.pid = os.getpid()
        self.names = {}
        self.ending = False
        self.buffer = b""

    def listen(self):
        # Standard input and output belong to orders and answers; whatever prints goes to the log.
        self.orders, self.answers = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        os.close(nothing)
        self.woken, waker = os.pipe()
        os.set_blocking(waker, False)
        os.set_blocking(self.woken, False)
        self.own = [self.orders, self.answers, self.woken, waker]
        self.handlers = {name: signal.signal(name, lambda *_: None) for name in (signal.SIGCHLD, signal.SIGTERM)}
        signal.set_wakeup_fd(waker)

    def answer(self, **words):
        os.write(self.answers, (json.dumps(words) + "\n").encode())

    def serve(self):
        self.answer(ready=self.pid, threads=len(os.listdir("/proc/self/task")))
        with selectors.PollSelector() as selector:
            for file in (self.orders, self.woken):
                selector.register(file, selectors.EVENT_READ)
            while self.names or not self.ending:
                for key, _ in selector.select():
                    if key.fileobj == self.woken:
                        self.hear_signals()
                    elif not self.hear_orders():
                        return self.signal_all(signal.SIGKILL)

    def hear_signals(self):
        numbers = os.read(self.woken, 4096)
        if signal.SIGTERM in numbers:
            self.ending = True
            self.signal_all(signal.SIGTERM)
        self.reap()

    def hear_orders(self):
        chunk = os.read(self.orders, 65536)
        *lines, self.buffer = (self.buffer + chunk).split(b"\n")
        for line in lines:
            self.start(json.loads(line))
        return chunk != b""

    def start(self, order):
        name = order["start"]
        if self.ending:
            return self.answer(refused=name, error="this process is ending")
        # A signal for the child must not be written into this process's pipe before the child has let go of it.
        signal.pthread_sigmask(signal.SIG_BLOCK, self.handlers)
        try:
            pid = os.fork()
            if pid == 0:
                self.become(order)
        except OSError as error:
            return self.answer(refused=name, error=str(error))
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, self.handlers)
        self.names[pid] = name
        # Not reaped before the next turn of the loop, so the number still is this child's.
        self.answer(started=name, pid=pid, startTime=int(stat_fields(pid)[19]))

    def become(self, order):
        """In the child: everything of its own, then its program; never returns."""
        code = 1
        try:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != self.pid:
                os._exit(97)
            os.setsid()
            self.forget_parent(order)
            code = run_app(self.proxy, order)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)

    def forget_parent(self, order):
        signal.set_wakeup_fd(-1)
        for name, handler in self.handlers.items():
            signal.signal(name, handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, self.handlers)
        os.umask(0o077)
        output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        for file in (output, *self.own):
            os.close(file)
        os.chdir(order["folder"])
        libc.prctl(PR_SET_NAME, order["start"].encode()[:15])
        self.title.show([sys.executable, "-m", order["app"], *order["args"]])

    def reap(self):
        while self.names:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            code = os.waitstatus_to_exitcode(status)
            how = {"code": code} if code >= 0 else {"signal": signal.Signals(-code).name}
            self.answer(exited=self.names.pop(pid, ""), pid=pid, **how)

    def signal_all(self, name):
        for pid in self.names:
            try:
                os.killpg(pid, name)
            except ProcessLookupError:
                os.kill(pid, name)  # Not reaped yet, so still ours; it did not lead its group yet.


def main():
    title = Title()
    *modules, _room = sys.argv[1:]
    title.show([sys.executable, os.path.abspath(__file__), *modules])
    parent = Parent(title)
    parent.listen()
    parent.proxy = proxied_reactor()
    for module in modules:
        importlib.import_module(module)
    # What is loaded now is shared with every child for as long as nobody writes to it: the collector would.
    gc.collect()
    gc.freeze()
    parent.serve()


if __name__ == "__main__":
    main()
