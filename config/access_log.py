"""The web server's logs. Only the web server imports this: it names it by `--logger-class`."""

from typing import Any

from gunicorn.glogging import Logger

from config.masking import MaskTokens, masked


class AccessLogger(Logger):  # type: ignore[misc]  # the package ships no types
    """The web server's logs without tokens: the access log, and what it says of requests that failed."""

    def setup(self, cfg: Any) -> None:
        """Set the logs up, each with the mask."""
        super().setup(cfg)
        self.error_log.addFilter(MaskTokens())

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Give what a line of the access log is made of."""
        atoms: dict[str, Any] = super().atoms(*args)
        return {name: masked(value) if isinstance(value, str) else value for name, value in atoms.items()}
