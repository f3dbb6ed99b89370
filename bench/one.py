"""Do one measurement in a process of its own: `python -m bench.one WHAT …` prints one JSON object."""

import json
import sys

import django

from config.environment import use_settings


def main() -> None:
    """Set up Django, and only then load what needs it."""
    use_settings()
    django.setup()
    from bench import work

    what, *arguments = sys.argv[1:]
    if what == "prepare":
        found = work.prepare(int(arguments[0]))
    elif what == "queue":
        found = {"queueing": work.queue()}
    else:
        found = {"bare": work.bare, "whole": work.whole, "deliver": work.deliver, "parts": work.parts}[what]()
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
