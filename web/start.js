/* Marks the page as one with scripts; the forms and pages work without. On a phone the tabs are one line: the open one is drawn into view. */
document.body.classList.add('govuk-frontend-supported', 'js-enabled');

const tab = document.querySelector('.tabs [aria-current]')
const line = tab?.closest('.tab-groups')
if (line)
	line.scrollLeft = tab.offsetLeft - line.offsetLeft - 15
