"""Turns what people type and say into plain values and meanings. Knows no procedure and no form."""
