"""The plain-language rules as checks: what citizens read is linted like code."""
