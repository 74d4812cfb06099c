"""The national catalogue: what the portal says of every procedure, read from files, never from a network."""
