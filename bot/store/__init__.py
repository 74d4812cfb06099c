"""Everything durable, in one database: the only package that writes SQL. It decides nothing."""
