#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Boot the micro-guest under a hypervisor in QEMU and judge its tests.

The guest is one ELF file that holds every test; their names and flags are read
out of its .mg_tests section. Tests that leave the domain as they found it share
boots; those that expect the domain's or the machine's end get one each. A boot
that dies early fails the test that was running, and the rest is booted again, so
one bad test never hides another. Builds nothing; prints TAP.
"""

import argparse
import collections
import fnmatch
import gzip
import os
import queue
import re
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

ALONE, CRASH, SMP, REBOOT, POWEROFF, HOSTILE = 1, 2, 4, 8, 16, 32
DESTRUCTIVE = ALONE | CRASH | REBOOT | POWEROFF

Test = collections.namedtuple('Test', 'index name flags what')
Counts = collections.namedtuple('Counts', 'passed failed skipped')
Result = collections.namedtuple('Result', 'verdict reason notes')

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, '..', '..', '..'))

DOMAIN_CRASH = re.compile(r'domain 0\b.*\bcrash|dom0 crashed|hardware dom.* crashed|\bd0(v\d+)?\b.*\bcrash(ed|ing)\b', re.I)
HYPERVISOR_DEATH = re.compile(
    r'panic|\bXen BUG|\bBUG\b|assert\w* .*fail|FATAL (TRAP|PAGE FAULT)|Xen call trace|NMI watchdog|Watchdog timer detect', re.I)
UNPRINTABLE = re.compile(r'[^\t -~]')
MACHINE_HALT = re.compile(r'halting machine|machine halt|power(ing)?[ -]?(ed )?(off|down)', re.I)
TAP_LINE = re.compile(r'(not )?ok (\d+) - (\S+)(?: # (SKIP|ERROR) ?(.*))?')
AUDIT_LINE = re.compile(r'audit: (\d+) frames, (\d+) errors')
RUN_LINE = re.compile(r'# run (\d+) (\S+)')


def read_tests(path):
    """List the tests of a guest image."""
    with open(path, 'rb') as f:
        image = f.read()
    if image[:4] != b'\x7fELF':
        raise SystemExit(f'{path}: not an ELF file')
    shoff, = struct.unpack_from('<Q', image, 0x28)
    shentsize, shnum, shstrndx = struct.unpack_from('<HHH', image, 0x3a)
    sections = []
    for i in range(shnum):
        name, kind, _, addr, offset, size = struct.unpack_from('<IIQQQQ', image, shoff + i * shentsize)
        sections.append((name, kind, addr, offset, size))
    strtab = sections[shstrndx][3]

    def string(at):
        return image[at:image.index(b'\0', at)].decode()

    def file_offset(addr):
        for _, kind, base, offset, size in sections:
            if kind == 1 and base <= addr < base + size:
                return offset + addr - base
        raise SystemExit(f'{path}: no section holds {addr:#x}')

    for name, _, _, offset, size in sections:
        if string(strtab + name) == '.mg_tests':
            return [Test(i, string(file_offset(n)), flags, string(file_offset(what)))
                    for i, (n, _, flags, what) in
                    enumerate(struct.iter_unpack('<QQQQ', image[offset:offset + size]))]
    raise SystemExit(f'{path}: no .mg_tests section')


def qemu_data_dirs(qemu):
    """-L options for a QEMU that is not installed where it was built for."""
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(qemu)))
    if prefix == '/usr' or not os.path.isdir(os.path.join(prefix, 'share', 'qemu')):
        return []
    args = []
    for base in (prefix, '/usr'):
        for sub in ('share/qemu', 'share/seabios', 'lib/ipxe/qemu'):
            path = os.path.join(base, sub)
            if os.path.isdir(path):
                args += ['-L', path]
    return args


class Boot:
    """One run of QEMU with a set of tests selected."""

    def __init__(self, options, tests):
        self.options = options
        self.tests = tests
        self.lines = []
        self.results = {}
        self.running = None
        self.last = None
        self.notes = []
        self.ended = False
        self.death = None
        self.domain_crashed = False
        self.halted = False
        self.timed_out = False
        self.exited = False

    def command(self):
        o = self.options
        selection = 0
        for test in self.tests:
            selection |= 1 << test.index
        return [o.qemu, *qemu_data_dirs(o.qemu), '-accel', 'tcg', '-cpu', o.cpu,
                '-m', str(o.memory), '-smp', str(o.smp), '-no-reboot', '-nodefaults',
                '-display', 'none', '-serial', 'stdio', *o.qemu_arg,
                '-kernel', o.hypervisor, '-append', o.append,
                '-initrd', f'{o.guest} mgsel={selection:x}' + (' mgaudit' if o.audit else '')]

    def take(self, line):
        """Judge one line of the console; True when nothing more is wanted."""
        self.lines.append(line)
        match = RUN_LINE.match(line)
        if match:
            self.running = int(match.group(1))
            self.notes = []
            return False
        match = TAP_LINE.match(line)
        if match:
            verdict = 'pass'
            if match.group(4) == 'SKIP':
                verdict = 'skip'
            elif match.group(4) == 'ERROR':
                verdict = 'error'
            elif match.group(1):
                verdict = 'fail'
            self.last = int(match.group(2))
            self.results[self.last] = Result(verdict, match.group(5) or '', self.notes)
            self.running = None
            self.notes = []
            return False
        if self.audit_failed(line):
            return False
        if line.startswith('# end'):
            self.ended = True
            return True
        if line.startswith('#'):
            self.notes.append(line)
            return False
        if DOMAIN_CRASH.search(line):
            self.domain_crashed = True
            self.crash_line = line
        elif HYPERVISOR_DEATH.search(line) and self.running is not None:
            self.death = self.death or line
        if MACHINE_HALT.search(line):
            self.halted = True
        if self.running is not None and not self.domain_crashed:
            self.notes.append('#   ' + line)
        return False

    def audit_failed(self, line):
        """An audit after a test that finds errors fails that test."""
        if 'audit:' in line:
            self.notes.append('#   ' + line)
        match = AUDIT_LINE.search(line)
        if not match or self.last is None:
            return False
        if match.group(2) != '0' and self.results[self.last].verdict in ('pass', 'skip'):
            self.results[self.last] = Result('fail', f'audit: {match.group(2)} errors', self.notes)
        return True

    def over(self):
        return self.ended or self.domain_crashed or self.halted

    def run(self):
        env = dict(os.environ)
        modules = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(self.options.qemu))),
                               'lib', 'x86_64-linux-gnu', 'qemu')
        if os.path.isdir(modules):
            env['QEMU_MODULE_DIR'] = modules
        with subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=env,
                              preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) as qemu:
            try:
                self.watch(qemu)
            finally:
                qemu.kill()
        return self

    def watch(self, qemu):
        """Read the console until the end, death, or silence."""
        selector = selectors.DefaultSelector()
        selector.register(qemu.stdout, selectors.EVENT_READ)
        pending = b''
        quiet_since = time.monotonic()
        grace = None
        while True:
            now = time.monotonic()
            if grace is not None and now > grace:
                return
            if now - quiet_since > self.options.timeout:
                self.timed_out = True
                return
            if not selector.select(0.2):
                continue
            data = os.read(qemu.stdout.fileno(), 65536)
            if not data:
                self.exited = True
                return
            *lines, pending = (pending + data).split(b'\n')
            progress = False
            for line in lines:
                text = UNPRINTABLE.sub('.', line.decode('latin-1').strip('\r'))[:300]
                self.take(text)
                progress = progress or text.startswith(('#', 'ok', 'not ok')) or self.running is None
            if progress:
                quiet_since = time.monotonic()
            if self.ended and grace is None:
                return
            if (self.over() or self.death) and grace is None:
                grace = time.monotonic() + 1


def judge_end(boot, test):
    """The verdict of the test that was running when a boot ended."""
    if boot.death:
        return Result('fail', 'the hypervisor died: ' + boot.death.strip(), boot.notes)
    if test.flags & CRASH and boot.domain_crashed:
        return Result('pass', '', boot.notes)
    if test.flags & REBOOT and boot.exited:
        return Result('pass', '', boot.notes)
    if test.flags & POWEROFF and (boot.halted or boot.exited):
        return Result('pass', '', boot.notes)
    if boot.domain_crashed:
        return Result('fail', 'the domain was crashed: ' + boot.crash_line.strip(), boot.notes)
    if boot.timed_out:
        return Result('fail', f'no progress for {boot.options.timeout} s', boot.notes)
    return Result('fail', 'the machine stopped', boot.notes)


def boot_batch(options, batch, report):
    """Run a batch; returns the tests that still want a boot."""
    boot = Boot(options, batch).run()
    if options.log_dir:
        name = f'{batch[0].index:03d}-{batch[0].name}.log'
        with open(os.path.join(options.log_dir, name), 'w', encoding='utf-8') as f:
            f.write('\n'.join(boot.lines) + '\n')
    by_index = {test.index: test for test in batch}
    for index, result in boot.results.items():
        test = by_index.pop(index, None)
        if test is None:
            continue
        if test.flags & (CRASH | REBOOT | POWEROFF) and result.verdict == 'pass':
            result = Result('fail', 'survived what should have ended it', result.notes)
        report(test, result)
    if not by_index:
        return []
    running = by_index.pop(boot.running, None)
    if running is None:
        tail = ['#   ' + line for line in boot.lines[-12:]]
        # Nothing ran: the guest never came up, or stopped between two tests.
        first = by_index.pop(min(by_index))
        reason = boot.death or ('no output for %d s' % options.timeout if boot.timed_out else 'the guest did not get here')
        report(first, Result('fail', reason, tail))
        if not boot.results:
            for test in by_index.values():
                report(test, Result('fail', 'the guest does not boot', []))
            return []
    else:
        report(running, judge_end(boot, running))
    return list(by_index.values())


def make_batches(tests, size):
    shared = [t for t in tests if not t.flags & DESTRUCTIVE]
    batches = [shared[i:i + size] for i in range(0, len(shared), size)]
    return batches + [[t] for t in tests if t.flags & DESTRUCTIVE]


class Reporter:
    """Prints TAP as results come in and counts them."""

    def __init__(self, options, total):
        self.options = options
        self.lock = threading.Lock()
        self.number = 0
        self.count = collections.Counter()
        self.failed = []
        print(f'TAP version 13\n1..{total}', flush=True)

    def __call__(self, test, result):
        with self.lock:
            self.number += 1
            self.count[result.verdict] += 1
            bad = result.verdict in ('fail', 'error')
            if bad:
                self.failed.append(test.name)
            line = f"{'not ok' if bad else 'ok'} {self.number} - {test.name}"
            if result.verdict == 'skip':
                line += f' # SKIP {result.reason}'
            elif result.verdict == 'error':
                line += f' # ERROR {result.reason}'
            elif bad and result.reason:
                line += f' # {result.reason}'
            print(line)
            if bad or self.options.verbose:
                if bad:
                    print(f'#   ({test.what})')
                print('\n'.join(result.notes[-self.options.notes:]) or '#')
            sys.stdout.flush()


def worker(options, batches, report, stop):
    while not stop.is_set():
        try:
            batch = batches.get(timeout=0.2)
        except queue.Empty:
            continue
        try:
            rest = boot_batch(options, batch, report)
            if rest:
                batches.put(rest)
        finally:
            batches.task_done()


def run(options):
    """Run the selected tests; returns Counts (errors count as failed)."""
    tests = [t for t in read_tests(options.guest)
             if any(fnmatch.fnmatch(t.name, f) for f in options.filter or ['*'])]
    if not options.filter and not options.random:
        # a run of all tests is to give the same verdict twice
        tests = [t for t in tests if not fnmatch.fnmatch(t.name, 'fuzz*tsc*')]
    if options.list:
        for t in tests:
            print(f'{t.index:4} {t.flags:02x} {t.name}: {t.what}')
        return Counts(0, 0, 0)
    with tempfile.TemporaryDirectory(prefix='microguest-') as scratch:
        with open(options.hypervisor, 'rb') as f:
            head = f.read(2)
        if head == b'\x1f\x8b':     # QEMU's multiboot loader takes plain ELF only
            plain = os.path.join(scratch, 'hypervisor')
            with gzip.open(options.hypervisor) as packed, open(plain, 'wb') as out:
                out.write(packed.read())
            options.hypervisor = plain
        if options.log_dir:
            os.makedirs(options.log_dir, exist_ok=True)
        batches = queue.Queue()
        for batch in make_batches(tests, options.batch):
            batches.put(batch)
        report = Reporter(options, len(tests))
        stop = threading.Event()
        threads = [threading.Thread(target=worker, args=(options, batches, report, stop), daemon=True)
                   for _ in range(options.jobs)]
        for thread in threads:
            thread.start()
        batches.join()
        stop.set()
        for thread in threads:
            thread.join()
    if report.failed:
        print('# failed: ' + ' '.join(sorted(report.failed)))
    return Counts(report.count['pass'], report.count['fail'] + report.count['error'], report.count['skip'])


def parse(argv):
    p = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    p.add_argument('--hypervisor', default=os.path.join(TOP, 'build', 'zazen'), help='multiboot image, plain or gzipped')
    p.add_argument('--guest', default=os.path.join(TOP, 'build', 'microguest', 'microguest'))
    p.add_argument('--qemu', default='qemu-system-x86_64')
    p.add_argument('--smp', type=int, default=2)
    p.add_argument('--cpu', default='max,-smap')
    p.add_argument('--memory', type=int, default=512, help='MiB')
    p.add_argument('--append', default='console=com1 com1=115200,8n1 dom0_mem=128M loglvl=all guest_loglvl=all',
                   help="the hypervisor's command line")
    p.add_argument('--qemu-arg', action='append', default=[], help='one more argument for QEMU (repeatable)')
    p.add_argument('--filter', action='append', help='glob of test names (repeatable)')
    p.add_argument('--jobs', type=int, default=2)
    p.add_argument('--batch', type=int, default=40, help='shared tests per boot')
    p.add_argument('--timeout', type=float, default=40, help='seconds without progress')
    p.add_argument('--notes', type=int, default=25, help='lines of context shown for a failure')
    p.add_argument('--log-dir', help='keep each console here')
    p.add_argument('--audit', action='store_true', help="press our hypervisor's audit key after each test")
    p.add_argument('--random', action='store_true', help='also the tests that take a new seed each time')
    p.add_argument('--list', action='store_true')
    p.add_argument('--verbose', '-v', action='store_true')
    return p.parse_args(argv)


def main(argv=None):
    counts = run(parse(argv))
    print(f'{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped')
    return counts


if __name__ == '__main__':
    sys.exit(1 if main().failed else 0)
