"""What is true about procedures, where it is written, and how to find it. Knows no conversation."""
