"""Examine an installation: what is right, what is not, and what to do about it, in Danish."""
