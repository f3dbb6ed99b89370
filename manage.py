#!/usr/bin/env python
"""Django's command line for Crossborough."""

import sys

from config.environment import use_settings


def main() -> None:
    """Run one management command."""
    use_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
