// Tells the stylesheet that scripts run. A file of its own, because inline scripts are forbidden.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
