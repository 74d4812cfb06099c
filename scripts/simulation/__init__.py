"""Simulated elders: twelve invented people who try every form, to measure how filing goes. Never part of the product."""
