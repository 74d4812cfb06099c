"""Readers of the catalogue's files, one for each shape that is about."""
