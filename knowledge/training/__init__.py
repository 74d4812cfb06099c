"""Makes the shipped embedding; nothing here is imported by the running assistant."""
