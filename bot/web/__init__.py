"""The web edge: chat page, inbox, coordinator's page, profile and JSON API."""
