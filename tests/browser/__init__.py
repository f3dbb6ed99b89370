"""Headless Chromium goes through the site as its people do."""
