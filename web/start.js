/* Marks the page as one with scripts; the forms and pages work without. */
document.body.classList.add('govuk-frontend-supported', 'js-enabled');
