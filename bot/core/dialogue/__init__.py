"""Decide the reply: to a question by one table, to a button or a word in an open conversation by what it waits for."""
