"""What a check says: its name, whether it held, and what was seen."""

import traceback


class Report:
    def __init__(self):
        self.checks = []

    def add(self, name, held, seen):
        self.checks.append({"check": name, "ok": bool(held), "seen": seen})
        print(f"{'ok  ' if held else 'FAIL'} {name}: {seen}", flush=True)

    def run(self, name, check):
        """Runs a function that returns what it saw, or raises."""
        try:
            self.add(name, True, check())
        except Exception as error:  # any failure of upstream's code is a finding, not an end
            where = traceback.extract_tb(error.__traceback__)[-1]
            sentence = str(error).strip().split("\n")[0]
            self.add(name, False, f"{type(error).__name__}: {sentence} ({where.filename.split('/')[-1]}:{where.lineno})")

    def refuses(self, name, check, expected):
        """Holds if the function raises an error that says what is wrong."""
        try:
            check()
        except Exception as error:
            sentence = " ".join(str(error).split())
            self.add(name, expected in sentence, sentence[:240])
        else:
            self.add(name, False, "nothing was refused")


def equal(seen, wanted, what):
    if seen != wanted:
        raise AssertionError(f"{what} is {seen!r}, not {wanted!r}")


def true(held, what):
    if not held:
        raise AssertionError(what)
