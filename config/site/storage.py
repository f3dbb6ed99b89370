"""Where static files are served from: names that carry a digest, so that browsers may keep them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.environment import IS_TRIAL


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Digested names in production; in trial mode the plain files, with nothing to collect first."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """Give the name that a page asks for."""
        return name if IS_TRIAL else str(super().stored_name(name))
