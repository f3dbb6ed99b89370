"""Keeps the tokens of e-mailed links out of every log."""

import logging
import re

MASK = "•••••"
_TOKEN = re.compile(r"(/answer/)[^/\s?#\"']+")


def masked(text: str) -> str:
    """Replace the token in every address of an answer page."""
    return _TOKEN.sub(rf"\1{MASK}", text)


class MaskTokens(logging.Filter):
    """Masks tokens in the message and its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask, and let everything through."""
        message = record.getMessage()
        clean = masked(message)
        if clean != message:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = masked(text)
        return True
