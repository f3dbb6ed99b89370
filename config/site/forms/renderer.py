"""How Django renders every form: our field template over GOV.UK markup."""

from django.forms.renderers import DjangoTemplates

from config.site.forms.bound import GovukBoundField


class GovukRenderer(DjangoTemplates):
    """Render any form, ours or a package's, with its fields in GOV.UK markup."""

    form_template_name = "site/forms/form.html"
    field_template_name = "site/forms/field.html"
    bound_field_class = GovukBoundField
