"""The way to the state's portals. Knows dossiers and receipts, never conversations."""
