"""The models of what is examined, gathered from the capabilities."""

from audits.rounds.models import FileAudit, FileAuditEntry, Round

__all__ = ["FileAudit", "FileAuditEntry", "Round"]
