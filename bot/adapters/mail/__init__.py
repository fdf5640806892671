"""Mail: notices about tickets to people who are reached no other way."""
