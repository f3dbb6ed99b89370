document.body.className += " js-enabled govuk-frontend-supported";

// The page works without this file. It adds: the folding menu on a phone, fields that appear with their
// choice, the focus on what went wrong, and one submission for two clicks.

import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.js";

const components = [
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
];

// A choice shows the fields that belong to it. GOV.UK's own Radios would add aria-expanded, which ARIA does
// not allow there.
function revealWithin(scope) {
  for (const input of scope.querySelectorAll("input[data-aria-controls]")) {
    const revealed = document.getElementById(input.dataset.ariaControls);
    const hidden = `govuk-${input.type === "radio" ? "radios" : "checkboxes"}__conditional--hidden`;
    revealed?.classList.toggle(hidden, !input.checked);
  }
}

function start(scope) {
  for (const component of components) {
    createAll(component, undefined, scope);
  }
  revealWithin(scope);
}

start(document);
document.addEventListener("change", (event) => revealWithin(event.target.form ?? document));
// Back and forward restore the choices after the page has loaded.
window.addEventListener("pageshow", () => revealWithin(document));
// Fragments that htmx puts into the page bring components of their own.
document.addEventListener("htmx:afterSettle", (event) => start(event.target));
