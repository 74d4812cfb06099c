"""The trial portal: a small real server to file at when no office may be reached. Never for production."""
