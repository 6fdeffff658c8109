# SPDX-License-Identifier: GPL-2.0-only
"""Suite run: what a person gets from "make run", with and without a terminal.

demo   no terminal on standard input: the demonstration, exit status 0.
alone  the same without a guest: dom0's own disk, network and interrupts.
shell  a pseudo-terminal: a prompt appears, what is typed is executed in dom0 on
       the expected number of CPUs, and leaving the shell powers the machine off.
"""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import settings
from console import SLOW, Gave
from test_case import single
from verdict import Verdict

PROGRAM = [sys.executable, "-B", str(settings.TESTING / "qemu/run_machine.py")]


def _demo(log, **environment):
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as file:
        done = subprocess.run(PROGRAM, stdin=subprocess.DEVNULL, stdout=file,
                              stderr=subprocess.STDOUT, timeout=700 * SLOW,
                              env={**os.environ, **environment}, check=False)
    if done.returncode:
        return Verdict("fail", f"exit status {done.returncode}")
    return Verdict("pass")


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, log):
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = open(log, "wb")
        self.text = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(PROGRAM[0], PROGRAM)

    def read_until(self, pattern, limit):
        """Read on until a pattern is there; forget what came before it."""
        end = time.monotonic() + limit * SLOW
        while True:
            match = re.search(pattern, self.text)
            if match:
                self.text = self.text[match.end():]
                return
            left = end - time.monotonic()
            if left <= 0:
                raise Gave(f"no /{pattern}/ in {limit * SLOW:.0f} s")
            if not select.select([self.fd], [], [], left)[0]:
                continue
            try:
                data = os.read(self.fd, 65536)
            except OSError:             # the other end is closed
                data = b""
            if not data:
                raise Gave(f"ended before /{pattern}/")
            self.log.write(data)
            self.log.flush()
            self.text += data.decode("utf-8", "replace")

    def type(self, text):
        """Type a line."""
        os.write(self.fd, text.encode() + b"\n")

    def close(self):
        """End the program, if it has not; its exit status, or None."""
        end = time.monotonic() + 30 * SLOW
        status = None
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(0.1)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            status = None
        os.close(self.fd)
        self.log.close()
        return status


def _shell(log):
    terminal = Terminal(log)
    try:
        terminal.read_until(r"powers off when this shell ends", 300)
        terminal.read_until(r"# ", 60)
        terminal.type("echo CPUs:$(grep -c ^processor /proc/cpuinfo):$((6*7))")
        terminal.read_until(rf"CPUs:{settings.number('SMP', 4)}:42\s", 60)
        terminal.type("exit")
        terminal.read_until(r"reboot: Power down", 60)
    except Gave:
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.close()
        raise
    status = terminal.close()
    if status != 0:
        return Verdict("fail", "the machine did not end" if status is None
                       else f"exit status {status}")
    return Verdict("pass")


def tests():
    """All ways to run."""
    yield single("run", "demo", _demo)
    yield single("run", "alone", lambda log: _demo(log, GUEST="no"))
    yield single("run", "shell", _shell)
