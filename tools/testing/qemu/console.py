# SPDX-License-Identifier: GPL-2.0-only
"""Run a machine and talk with it: serial console, shutdown reason, time limits.

A Console starts QEMU with its first serial port on a pipe and a QMP monitor on
a socket pair.  Everything read goes, line by line with the time since the
start, into a log file.  wait_for() blocks until a pattern has been seen, finish()
until the machine is gone; both give up when

  - the time limit of the whole run is over,
  - nothing was printed for the limit of silence: the machine hangs,
  - the machine has ended without what was waited for.

QMP tells what the exit status does not: whether the guest powered off or was
reset (a triple fault is a reset), and how often it was reset.

The machine is ended when the Console is left, whatever happened (it is a
context manager), and QEMU never outlives it: the kernel is asked to kill the
child should this process die first.

ZT_SLOW multiplies every limit, for machines that are busy or slow.
Deliberately absent: the meaning of what is printed (verdict.py).
"""

import ctypes
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import time

import settings

SLOW = float(settings.variable("ZT_SLOW", "1"))
PR_SET_PDEATHSIG = 1


class Gave(Exception):
    """The machine did not do what was waited for; the text says how."""


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Console:
    """A running machine; see the head of the file."""

    def __init__(self, machine, log, limit, silence=120, echo=None):
        self.lines = []
        self.partial = ""
        self.resets = 0
        self.reason = None          # why it shut down, from QMP
        self.status = None          # QEMU's exit status
        self._asked = 0             # questions to the monitor
        self._answers = {}          # by their number
        self._seen = 0              # lines that wait_for has passed over
        self._echo = echo
        self._silence = silence * SLOW
        self._start = self._heard = time.monotonic()
        self._end = self._start + limit * SLOW
        self._qmp_text = b""
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = open(log, "w", encoding="utf-8", errors="replace")
        self._qmp, theirs = socket.socketpair()
        command = machine.arguments() + [
            "-chardev", "stdio,id=con,signal=off", "-serial", "chardev:con",
            "-chardev", f"socket,id=qmp,fd={theirs.fileno()}",
            "-mon", "chardev=qmp,mode=control"]
        self._log.write("# " + " ".join(map(_quoted, command)) + "\n")
        self._log.flush()
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=[theirs.fileno()],
            preexec_fn=_die_with_parent)
        theirs.close()
        self._qmp.sendall(b'{"execute": "qmp_capabilities"}\n')
        self._selector = selectors.DefaultSelector()
        self._out = self._child.stdout.fileno()
        os.set_blocking(self._out, False)
        self._qmp.setblocking(False)
        self._selector.register(self._out, selectors.EVENT_READ)
        self._selector.register(self._qmp, selectors.EVENT_READ)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        self._child.stdin.close()
        self._child.stdout.close()
        self._selector.close()
        self._qmp.close()
        self._log.close()

    def seconds(self):
        """Time since the machine was started."""
        return time.monotonic() - self._start

    def send(self, text):
        """Type something on the console."""
        self._note(f"< {text!r}")
        self._child.stdin.write(text.encode("latin-1"))
        self._child.stdin.flush()

    def monitor(self, command, **arguments):
        """Give the monitor a command; its answer is not waited for."""
        order = {"execute": command}
        if arguments:
            order["arguments"] = arguments
        self._qmp.sendall(json.dumps(order).encode() + b"\n")

    def ask(self, words):
        """What the monitor for humans says to a line of words."""
        self._asked += 1
        order = {"execute": "human-monitor-command", "id": self._asked,
                 "arguments": {"command-line": words}}
        self._qmp.sendall(json.dumps(order).encode() + b"\n")
        while self._asked not in self._answers:
            self._step(self._end, f"asking the monitor: {words}")
            if self.status is not None:
                raise Gave(f"ended ({self.ending()}) before: {words}")
        return self._answers.pop(self._asked)

    def pause(self, seconds):
        """Let the machine run for a while."""
        end = time.monotonic() + seconds
        while self.status is None and time.monotonic() < end:
            self._step(self._end, "letting it run")

    def wait_for(self, pattern, limit=None):
        """The match of a pattern in a line not yet passed over."""
        end = self._end
        if limit is not None:
            end = min(end, time.monotonic() + limit * SLOW)
        wanted = re.compile(pattern)
        while True:
            while self._seen < len(self.lines):
                self._seen += 1
                match = wanted.search(self.lines[self._seen - 1])
                if match:
                    return match
            match = wanted.search(self.partial)
            if match:
                return match
            self._step(end, f"waiting for /{pattern}/")
            if self.status is not None and self._seen == len(self.lines):
                raise Gave(f"ended ({self.ending()}) before /{pattern}/")

    def finish(self):
        """Wait until the machine has gone; say whether it powered off."""
        while self.status is None:
            self._step(self._end, "waiting for the machine to end")
        return self.status == 0 and self.reason == "guest-shutdown"

    def ending(self):
        """How the machine ended, for a message."""
        if self.reason:
            return self.reason
        return f"QEMU's exit status {self.status}"

    def _note(self, text):
        self._log.write(f"[{self.seconds():7.2f}] {text}\n")
        self._log.flush()

    def _step(self, end, what):
        now = time.monotonic()
        quiet = self._heard + self._silence
        for key, _ in self._selector.select(
                max(0, min(end, quiet, now + 1) - now)):
            if key.fd == self._out:
                self._read_console()
            else:
                self._read_monitor()
        now = time.monotonic()
        if self.status is None and now >= end:
            raise Gave(f"time limit after {self.seconds():.0f} s, {what}; "
                       f"last line: {self._last()}")
        if self.status is None and now >= quiet:
            raise Gave(f"silent for {self._silence:.0f} s, {what}; "
                       f"last line: {self._last()}")

    def _last(self):
        text = self.partial or (self.lines[-1] if self.lines else "")
        return text.strip()[-100:] or "(nothing was printed)"

    def _read_console(self):
        data = os.read(self._out, 65536)
        self._heard = time.monotonic()
        if not data:
            self._selector.unregister(self._out)
            self._add("\n" if self.partial else "")
            while self._qmp_open():
                self._read_monitor()
            self.status = self._child.wait()
            return
        self._add(data.decode("utf-8", "replace"))

    def _add(self, text):
        if self._echo:
            self._echo.write(text)
            self._echo.flush()
        parts = (self.partial + text).split("\n")
        self.partial = parts.pop()
        for line in parts:
            line = line.rstrip("\r")
            self.lines.append(line)
            self._note(line)

    def _qmp_open(self):
        return self._qmp in {key.fileobj for key in
                             self._selector.get_map().values()}

    def _read_monitor(self):
        try:
            data = self._qmp.recv(65536)
        except BlockingIOError:
            time.sleep(0.01)
            return
        except ConnectionResetError:
            data = b""
        if not data:
            self._selector.unregister(self._qmp)
            return
        *whole, self._qmp_text = (self._qmp_text + data).split(b"\n")
        for line in filter(bytes.strip, whole):
            event = json.loads(line)
            if event.get("event") == "SHUTDOWN":
                self.reason = event["data"].get("reason", "unknown")
            elif event.get("event") == "RESET":
                self.resets += 1
            elif "id" in event:
                self._answers[event["id"]] = event.get("return", "")


def _quoted(word):
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else f"'{word}'"
