"""`python3 -m setup run|test|clean`: bring this checkout to where `make run` or `make test` can start."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (the one file that an older Python may be given to run)
    sys.exit(
        "Crossborough needs Python 3.11 or later; this is Python {}.{}. "
        "Name another one, for example: make run PYTHON=python3.13".format(*sys.version_info)
    )

from setup.main import main

sys.exit(main(sys.argv[1:]))
