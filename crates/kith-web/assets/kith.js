// Enhancements only: every page works without this file.
import { initAll } from "./nhsuk.js";

initAll();

// The design system says on a radio whether it has opened further questions; ARIA does not have that for radios, and
// assistive technology may then say something wrong. The questions follow at once in reading order.
const plain = (radio) => radio.removeAttribute("aria-expanded");
const opened = new MutationObserver((changes) => changes.forEach(({ target }) => plain(target)));
for (const radio of document.querySelectorAll(".nhsuk-radios__input[aria-expanded]")) {
  plain(radio);
  opened.observe(radio, { attributeFilter: ["aria-expanded"] });
}

// The person banner stays in view, so keyboard focus must stop below it. The stylesheet guesses its height; here
// it is measured, because long names and large text make it taller.
const banner = document.querySelector(".kith-person");
if (banner) {
  const measure = () => {
    const sticky = getComputedStyle(banner).position === "sticky";
    const height = sticky ? Math.ceil(banner.getBoundingClientRect().height) : 0;
    document.documentElement.style.setProperty("--kith-banner-height", `${height}px`);
  };
  new ResizeObserver(measure).observe(banner);
  addEventListener("resize", measure);
}

// One key for search and for a page's own shortcuts (data-key on a link). A person can turn these off, because
// speech input types letters (WCAG 2.1.4); they never fire while somebody writes.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
if (document.body.dataset.keys !== "off") {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
      return;
    }
    for (const link of document.querySelectorAll("a[data-key]")) {
      if (link.dataset.key === event.key) {
        event.preventDefault();
        link.click();
        return;
      }
    }
  });
}

// Control and Enter save from within a long text, where Enter alone begins a new line.
addEventListener("keydown", (event) => {
  const form = event.target.closest?.("textarea")?.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form || form.method !== "post") return;
  event.preventDefault();
  form.requestSubmit();
});

// A second press of the same button sends nothing more. The server would refuse the repeat anyway.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent === "yes") event.preventDefault();
  form.dataset.sent = "yes";
});
// Coming back with the Back button must leave the form usable.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Ticking everybody, or nobody, without a new page; and how many stand ticked, said where it is pressed.
for (const form of document.querySelectorAll("form[data-counts]")) {
  const boxes = [...form.querySelectorAll(`input[type=checkbox][name="${form.dataset.counts}"]`)];
  const count = form.querySelector("[data-count]");
  const button = form.querySelector("button:not([formaction])");
  const say = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.hidden = true;
    button.textContent = ticked === 1 ? "Move 1 person" : `Move ${ticked} people`;
  };
  for (const link of document.querySelectorAll("a[data-tick]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (const box of boxes) box.checked = link.dataset.tick === "all";
      say();
    });
  }
  form.addEventListener("change", say);
  addEventListener("pageshow", say);
}

// A page that follows long work looks again by itself; without this there is a link.
const followed = document.querySelector("[data-follow]");
if (followed && !followed.querySelector("form")) {
  setTimeout(() => location.replace(followed.dataset.follow), 2000);
}

// Where no draft is kept, the browser asks before a page is left with something written in it.
let written = false;
addEventListener("input", (event) => {
  const form = event.target.closest?.("textarea")?.form;
  if (form && form.method === "post" && !form.dataset.draft) written = true;
});
addEventListener("submit", (event) => {
  if (event.target.method === "post") written = false;
});
addEventListener("beforeunload", (event) => {
  const kept = [...document.querySelectorAll("form[method=post]:not([data-draft]) textarea")];
  if (written && kept.some((it) => it.value !== it.defaultValue)) event.preventDefault();
});
