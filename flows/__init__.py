"""Forms as data: which question comes next and whether an answer may stand. Knows no conversation."""
