// Keeps what is being written as a draft on the server, and says at every moment whether that is so. A page that uses
// it works without it: its button "Save as a draft" does the same.
// Nothing is kept in the browser: a phone or a shared computer would go on holding it (docs/adr/0027).
const form = document.querySelector("form[data-draft]");
if (form) watch(form);

function watch(form) {
  const says = form.querySelector("[data-draft-says]");
  const aloud = form.querySelector("[data-draft-aloud]");
  // The browser's own fields only: the form without what it carries for the server.
  const written = () => new URLSearchParams(new FormData(form)).toString();
  let kept = written();
  let sending = false;
  let trouble = "";
  let leaving = false;
  // Going back, the browser fills the form with what was saved already: that is no draft until somebody writes on.
  let touched = performance.getEntriesByType("navigation")[0]?.type !== "back_forward";

  const words = {
    "": () => (written() === kept ? `Draft saved at ${clock()}. Only you can see it.` : "Not saved yet."),
    connection: () => "Not saved yet: no connection. Keep this page open; it will be saved when the signal is back.",
    session: () =>
      "Not saved yet: you have been signed out. Keep this page open and sign in on another tab; it will be saved then.",
    refused: () => "Not saved yet: the service did not take it. Keep this page open; it will be tried again.",
  };
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const say = () => {
    says.hidden = false;
    says.textContent = words[trouble]();
  };
  // Said aloud only when it changes between well and not: nobody wants to hear of every draft.
  const turn = (next) => {
    if (next !== trouble) {
      trouble = next;
      aloud.textContent = trouble === "" ? "Your draft is saved." : words[trouble]();
    }
    say();
  };

  async function keep() {
    const now = written();
    if (sending || leaving || !touched || (now === kept && trouble === "")) return;
    sending = true;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(now),
        headers: { accept: "application/json" },
        redirect: "error",
      });
      if (answer.status === 204) {
        kept = now;
        turn("");
      } else turn(answer.status === 401 ? "session" : "refused");
    } catch {
      turn("connection");
    } finally {
      sending = false;
    }
  }

  form.addEventListener("input", () => {
    touched = true;
    say();
  });
  // When a question is left, and every few seconds while somebody writes.
  form.addEventListener("change", keep);
  form.addEventListener("focusout", keep);
  setInterval(keep, 4000);
  addEventListener("online", keep);
  addEventListener("offline", () => turn("connection"));
  document.addEventListener("visibilitychange", keep);

  // Without a connection the browser would replace this page by one of its own, and what was typed with it.
  form.addEventListener("submit", (event) => {
    if (trouble !== "connection" && navigator.onLine) {
      leaving = true;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    turn("connection");
    says.scrollIntoView({ block: "nearest" });
    keep();
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && trouble !== "" && written() !== kept) event.preventDefault();
  });
}
