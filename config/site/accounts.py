"""The account forms in our words: what allauth asks, said as the rest of the site says it."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

_WORDS = {
    "login": ("E-mail address", "Enter your e-mail address"),
    "email": ("E-mail address", "Enter your e-mail address"),
    "password": ("Password", "Enter your password"),
    "oldpassword": ("Present password", "Enter your present password"),
    "password1": ("New password", "Enter a new password"),
    "password2": ("New password again", "Enter the new password again"),
}


class _Plainly(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            # A placeholder vanishes just when it is needed.
            field.widget.attrs.pop("placeholder", None)
            if name in _WORDS:
                field.label, field.error_messages["required"] = _WORDS[name]
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = (
                    "Enter an e-mail address in the correct format, like name@example.org"
                )


class LoginForm(_Plainly, allauth_forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Sign in by e-mail address and password."""


class ResetPasswordForm(_Plainly, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Ask for the link that sets a new password."""


class ResetPasswordKeyForm(_Plainly, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """Set a new password, having followed the link."""


class ChangePasswordForm(_Plainly, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Change the password, knowing the present one."""


class SetPasswordForm(_Plainly, allauth_forms.SetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Set a first password."""


class ReauthenticateForm(_Plainly, allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Give the password again before a change that needs care."""
