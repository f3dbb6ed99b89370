document.body.className += " js-enabled govuk-frontend-supported";

// The page works without this file. It adds: the folding menu on a phone, fields that appear with their
// choice, the focus on what went wrong, and one submission for two clicks.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.js";

const components = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
];
for (const component of components) {
  createAll(component);
}

// Fragments that htmx puts into the page bring components of their own.
document.addEventListener("htmx:afterSettle", (event) => {
  for (const component of components) {
    createAll(component, undefined, event.target);
  }
});
