"""An invented history: half a year of questions, tickets and feedback that never were, made by the real services."""
