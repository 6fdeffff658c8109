#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Does the series of patches do what it says?  Prints TAP.

A pristine copy of the touched files gets the patches by "git am", one after
the other.  Then

  again       making the series twice gives the same files
  apply       every patch has to apply, without help
  tree        what has become of the copy has to be, byte for byte, what
              scripts/build-kernel builds: its steps (patch, then replace the
              directories) are made here again, on another copy
  prefixes    at each step: no Kconfig or Makefile names a file that is not
              there; CONFIG_XEN is there from some patch on, and not before
  style       checkpatch.pl --strict, with the exemptions of check-style and
              those that follow from cutting files into patches

With --build N,N,... it configures each of these prefixes with CONFIG_XEN=n and
compiles some of the files that name the port's, or that the series changes.

Usage: check_patches.py [--build N,N,...] [DIRECTORY]	(build/patches)
"""

import filecmp
import hashlib
import importlib.machinery
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
# What includes the port's files, or is changed, in every configuration.
SOURCES = ("arch/x86/kernel/head_64.o", "arch/x86/kernel/early_printk.o",
           "arch/x86/kernel/pci-dma.o", "arch/x86/mm/extable.o",
           "arch/x86/mm/pgtable.o", "block/bio.o", "init/main.o",
           "mm/filemap.o", "mm/memory.o")

# Complaints about patches that are right for a file as a whole.
PATCH_EXEMPT = {
    "FILE_PATH_CHANGES": "MAINTAINERS names the directories, not the files",
}


def load(name):
    """A script without a suffix as a module."""
    path = str(TOP / "scripts" / name)
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), path)
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


maker = load("make-patches")
style = load("check-style")


def pristine(work, names):
    """A repository that holds what the series changes, as mainline has it."""
    for part in maker.PARTS:
        shutil.copytree(maker.KSRC / part, work / part)
    for name in names:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(maker.KSRC / name, work / name)
    maker.git(work, "init", "-q")
    maker.git(work, "config", "user.name", "test")
    maker.git(work, "config", "user.email", "test@localhost")
    maker.git(work, "add", "-A", "-f")
    maker.git(work, "commit", "-q", "-m", "pristine")


def touched(patches):
    """Mainline's files that the patches change outside the directories."""
    names = set()
    for path in patches:
        text = path.read_text()
        names |= set(re.findall(r"^--- a/(\S+)", text, re.M))
    return sorted(n for n in names if not n.startswith(maker.PARTS))


def overlaid(work, names):
    """The same files by the steps of scripts/build-kernel."""
    for name in names:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(maker.KSRC / name, work / name)
    for change in sorted((TOP / "patches").glob("*.patch")):
        with open(change, encoding="utf-8") as text:
            subprocess.run(["patch", "-p1", "-s", "--no-backup-if-mismatch"],
                           cwd=work, stdin=text, check=True)
    for part in maker.PARTS:
        subprocess.run(["rsync", "-rl", "--mkpath", "--exclude=*~",
                        f"{TOP}/{part}/", f"{work}/{part}/"], check=True)


def files_below(top):
    """Names of all files, git's own left out."""
    return {str(path.relative_to(top)) for path in top.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(top).parts}


def differences(got, wanted, patches):
    """Files that differ, but for what only the series brings."""
    extra = {"MAINTAINERS"} | {
        name for path in patches for name in
        re.findall(r"^\+\+\+ b/(Documentation/\S+)", path.read_text(), re.M)}
    names = (files_below(got) | files_below(wanted)) - extra
    return sorted(n for n in names if not (got / n).is_file() or
                  not (wanted / n).is_file() or
                  not filecmp.cmp(got / n, wanted / n, shallow=False))


def unnamed(work):
    """What Makefiles and Kconfig files name although it is not there."""
    bad = []
    for path in work.rglob("Kconfig"):
        for name in re.findall(r'^source "(.*)"', path.read_text(), re.M):
            if not (work / name).exists():
                bad.append(f"{path.relative_to(work)}: {name}")
    for part in ("arch/x86/xen", "drivers/xen"):
        for path in (work / part).rglob("Makefile"):
            text = path.read_text().replace("\\\n", " ")
            made = set(re.findall(r"^(\S+)-(?:y|\$\(\S+\))\s*[:+]?=", text,
                                  re.M))
            for words in re.findall(r"^\S+\s*[:+]?=(.*)", text, re.M):
                for word in re.findall(r"(?<!\S)[\w-]+(?:\.o|/)(?!\S)", words):
                    there = (path.parent / word / "Makefile").exists() \
                        if word.endswith("/") else word[:-2] in made or any(
                            (path.parent / (word[:-1] + kind)).exists()
                            for kind in "cS")
                    if not there:
                        bad.append(f"{path.relative_to(work)}: {word}")
    return bad


def walk(work, patches):
    """Apply all; returns (what does not apply, what is wrong in prefixes)."""
    wrong, was = [], False
    for number, path in enumerate(patches, 1):
        try:
            maker.git(work, "am", "-q", str(path))
        except maker.Bad as reason:
            return [f"{path.name}: {reason}"], wrong
        wrong += [f"after {number}: {what}" for what in unnamed(work)]
        port = work / "arch/x86/xen/Kconfig"
        here = bool(re.search(r"^config XEN$", port.read_text(), re.M))
        if was and not here:
            wrong.append(f"after {number}: CONFIG_XEN is lost again")
        was = here
        if number == 1 and here:
            wrong.append("after 1: CONFIG_XEN without its code")
    if not was:
        wrong.append("CONFIG_XEN never arrives")
    return [], wrong


def complaints(path):
    """What checkpatch says of a patch, exemptions left out."""
    script = maker.KSRC / "scripts/checkpatch.pl"
    kept = maker.BUILD / "checkpatch"
    kept.mkdir(parents=True, exist_ok=True)
    # Each commit here changes all dates; checkpatch does not look at them.
    text = re.sub(r"\A(From .*\n)", "", path.read_text())
    text = re.sub(r"^Date: .*\n", "", text, count=1, flags=re.M)
    key = hashlib.sha256(script.read_bytes() + text.encode()).hexdigest()
    said = kept / f"patch-{key}"
    if not said.exists():
        done = subprocess.run(
            ["perl", str(script), f"--root={maker.KSRC}", "--strict",
             "--show-types", "--showfile", "--terse", "--no-summary",
             "--max-line-length=100", str(path)],
            cwd=kept, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or done.stderr:
            return [f"checkpatch: {done.stderr.strip()[:300]}"]
        said.write_text(done.stdout)
    found = []
    for line in said.read_text().splitlines():
        match = re.search(r"(\S+?):\d+: (?:ERROR|WARNING|CHECK):(\w+):", line)
        if match and match[2] not in PATCH_EXEMPT and \
                not style.exempt(match[1], match[2]):
            found.append(line)
    return found


def repeated(place, again):
    """Files that a second run makes otherwise."""
    subprocess.run([str(TOP / "scripts/make-patches"), str(again)], check=True,
                   stdout=subprocess.DEVNULL)
    names = {p.name for p in place.iterdir()} | \
        {p.name for p in again.iterdir()}
    return sorted(n for n in names if not (again / n).is_file() or
                  not (place / n).is_file() or
                  (place / n).read_bytes() != (again / n).read_bytes())


def build(tree, obj):
    """Configure without the port and compile what names it; says what fails."""
    log = obj / "log"
    config = TOP / "tools/kernel/small.config"
    wanted = obj / "wanted"
    wanted.write_text(config.read_text() + "CONFIG_XEN=n\n")
    compiler = "ccache gcc" if shutil.which("ccache") else "gcc"
    command = ["make", "-s", "-C", str(tree), f"O={obj}", f"CC={compiler}"]
    clean = {key: value for key, value in os.environ.items()
             if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    with open(log, "w", encoding="utf-8") as out:
        for words in ([f"KCONFIG_ALLCONFIG={wanted}", "allnoconfig"],
                      ["-j2", "prepare", *SOURCES]):
            if subprocess.run([*command, *words], stdout=out, stderr=out,
                              env=clean, check=False).returncode:
                return [f"make {words[-1]}: " +
                        " | ".join(log.read_text().splitlines()[-6:])]
    if re.search(r"^CONFIG_XEN=", (obj / ".config").read_text(), re.M):
        return ["CONFIG_XEN is set"]
    return []


def build_prefixes(patches, numbers, report):
    """One tree of hard links; git am's results replace files in it."""
    place = maker.BUILD / "patches-build"
    shutil.rmtree(place, ignore_errors=True)
    work, tree, obj = place / "work", place / "tree", place / "obj"
    work.mkdir(parents=True)
    obj.mkdir()
    pristine(work, touched(patches))
    link = subprocess.run(["cp", "-al", str(maker.KSRC), str(tree)],
                          capture_output=True, check=False)
    if link.returncode:
        shutil.rmtree(tree, ignore_errors=True)
        subprocess.run(["cp", "-a", str(maker.KSRC), str(tree)], check=True)
    done = 0
    for number in sorted(numbers):
        maker.git(work, "am", "-q", *map(str, patches[done:number]))
        done = number
        for part in maker.PARTS:
            subprocess.run(["rsync", "-rl", "--checksum", "--delete",
                            f"{work}/{part}/", f"{tree}/{part}/"], check=True)
        subprocess.run(["rsync", "-rl", "--checksum", "--exclude=.git",
                        f"{work}/", f"{tree}/"], check=True)
        report(f"build-{number}", build(tree, obj))
    shutil.rmtree(place)


class Tap:
    """Prints results."""

    def __init__(self):
        self.count = self.bad = 0

    def __call__(self, name, problems):
        self.count += 1
        self.bad += bool(problems)
        for line in problems[:20]:
            print(f"# {name}: {line}")
        print(f"{'not ' if problems else ''}ok {self.count} - {name}",
              flush=True)


def main(arguments):
    """Run the checks; the status is zero if all passed."""
    numbers = []
    if arguments[:1] == ["--build"]:
        numbers = [int(n) for n in arguments[1].split(",")]
        arguments = arguments[2:]
    place = Path(arguments[0] if arguments else maker.BUILD / "patches")
    patches = sorted(place.glob("*.patch"))
    report = Tap()
    if numbers:
        print(f"1..{len(numbers)}")
        build_prefixes(patches, numbers, report)
        return 1 if report.bad else 0
    print("1..5")
    with tempfile.TemporaryDirectory(prefix="check-patches-") as name:
        report("again", repeated(place, Path(name) / "again"))
        got, wanted = Path(name) / "got", Path(name) / "wanted"
        got.mkdir()
        wanted.mkdir()
        names = touched(patches)
        pristine(got, names)
        failed, wrong = walk(got, patches) if patches else (["none"], [])
        report("apply", failed)
        overlaid(wanted, [n for n in names
                          if not n.startswith(("MAINT", "Documentation/"))])
        report("tree", differences(got, wanted, patches))
        report("prefixes", wrong)
        report("style", [f"{path.name}: {line}" for path in patches
                         for line in complaints(path)])
    return 1 if report.bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
