"""Provinces and communes, what people call them, and what is different from one place to another."""
