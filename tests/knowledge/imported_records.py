"""A small imported catalogue for tests that need one."""

import datetime as dt

from knowledge.catalogue import shelf, snapshot
from knowledge.catalogue.entry import Entry


def imported(code, title, **more):
    return Entry.model_validate({"code": code, "title": title, "levels": ("commune",)} | more)


def catalogue_of(folder, *entries):
    snapshot.keep(entries, folder, as_of=dt.date(2026, 7, 15))
    return shelf.load(folder)
