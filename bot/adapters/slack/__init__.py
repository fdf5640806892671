"""Slack: messages and presses in, replies out; `running` is what the server starts."""
