// How a team works: a service whose work drifted and then stepped after a new template is told so in words, and a service
// that did neither is told nothing. A worker sees her own series alone, shares it with her lead and takes it back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./support/browser.mjs";
import { sitDown } from "./support/desk.mjs";
import { startKith } from "./support/kith.mjs";

let browser;
let kith;
before(async () => {
  [browser, kith] = await Promise.all([launch(), startKith({ size: "service" })]);
});
after(async () => {
  await browser?.close();
  await kith?.stop();
});

async function openAs(role, way) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.visit("front", "/");
  await desk.turn("first", () => desk.page.getByRole("button", { name: role }).first().click());
  return desk;
}

async function signIn(account, way) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.visit("sign-in", "/sign-in");
  await desk.page.getByLabel("E-mail address").fill(account.email);
  await desk.page.getByLabel("Password", { exact: true }).fill(account.password);
  await desk.turn("first", () => desk.page.getByRole("button", { name: "Sign in" }).click());
  return desk;
}

/** What the page says in words of what changed. */
const changes = (page) => page.locator(".kith-changes li").allInnerTexts();

test("a service that drifted and stepped is told so, with its context, and what a worker's page holds is hers", async (t) => {
  const lead = await openAs(/^Open as .*, team lead/, { pictures: "how" });
  const { page } = lead;
  await lead.turn("team", () => page.getByRole("link", { name: "Team", exact: true }).click());
  await lead.turn("how-we-work", () => page.getByRole("link", { name: "How we work", exact: true }).click());
  await page.getByText("Both ways of working can be right. This shows what the service makes easy.").waitFor();
  const told = await changes(page);
  for (const line of told) t.diagnostic(line);
  const step = told.find((line) => line.includes("After the template") && line.includes("Set or looked again at a goal"));
  assert.ok(step, "the step after the template is told");
  assert.match(step, /rose from .* in 100/);
  assert.match(step, /The record agrees/);
  assert.ok(told.some((line) => /went slowly (down|up)/.test(line)), "the slow change is told");
  assert.ok((await page.locator("svg[role=img]").count()) > 15);
  assert.ok((await page.getByText("New template for reviews").count()) > 0);
  // Through the team's own lens, with one figure told apart; no script is needed for it.
  await page.getByLabel("Lens", { exact: true }).selectOption({ label: "How our team reads it, version 2" });
  await page.getByLabel("Tell apart").selectOption({ label: "Set or looked again at a goal" });
  await lead.turn("apart", () => page.getByRole("button", { name: "Show" }).click());
  await page.getByRole("heading", { name: "Told apart: Set or looked again at a goal" }).waitFor();
  await lead.turn("compare", () => page.getByRole("link", { name: "lay another beside it" }).click());
  await page.getByLabel("The other").selectOption({ label: "Our reading of Griffith et al. 2023" });
  await lead.turn("compared", () => page.getByRole("button", { name: "Show" }).click());
  await page.getByText(/the two read [1-9]\d* differently/).waitFor();
  const file = await page.request.get(new URL("/how-we-work/csv", kith.origin).href);
  const text = await file.text();
  assert.match(text, /Set or looked again at a goal/);
  for (const account of kith.accounts.filter((it) => it.role === "link_worker")) {
    assert.ok(!text.includes(account.name), "no worker is named in the file");
    assert.ok(!(await page.content()).includes(account.name), "nor on the page");
  }
  await lead.leave();
});

test("a service that did neither is not told what another did", async (t) => {
  const leads = kith.accounts.filter((it) => it.role === "team_lead");
  const control = leads.find((it) => /lead0\./.test(it.email)) ?? leads.at(-1);
  const lead = await signIn(control, { pictures: "how-control" });
  await lead.visit("how-we-work", "/how-we-work");
  const { page } = lead;
  // Of a team in which nothing changed something is said once in twenty days of making the demo: the page says so itself,
  // and that nothing is said is proven on a day that stays the same (`demo/tests.rs`).
  const told = await changes(page);
  for (const line of told) t.diagnostic(line);
  assert.ok(told.every((line) => !line.includes("New template")), "what the other service changed is not this one's");
  if (told.length === 0) await page.getByText(/Nothing here changed by more than chance makes it/).waitFor();
  assert.ok((await page.locator("svg[role=img]").count()) > 15);
  await lead.leave();
});

test("a worker's own series is hers until she shares it, and hers again when she takes it back", async () => {
  const worker = await openAs(/^Open as .*, link worker/, { pictures: "how-own", size: "phone" });
  const { page } = worker;
  await worker.visit("how-we-work", "/how-we-work");
  await worker.turn("mine", () => page.getByRole("link", { name: /^How I work/ }).click());
  await page.getByText("This is yours.").waitFor();
  await page.getByText("You share it with nobody.").waitFor();
  await page.getByText("Share it with a team lead").click();
  await page.getByLabel(/Maureen/).check();
  await worker.turn("shared", () => page.getByRole("button", { name: "Share it" }).click());
  await page.getByText(/You share it with Maureen/).waitFor();

  const lead = await openAs(/^Open as .*, team lead/, { pictures: "how-own" });
  await lead.visit("team", "/how-we-work");
  const link = lead.page.getByRole("link", { name: /shares with you/ });
  const address = await link.getAttribute("href");
  await lead.turn("hers", () => link.click());
  await lead.page.getByText("No month with contacts is over yet.").waitFor();
  await worker.turn("taken-back", () => page.getByRole("button", { name: /Take it back/ }).click());
  await page.getByText("You share it with nobody.").waitFor();
  const gone = await lead.page.request.get(new URL(address, kith.origin).href);
  assert.equal(gone.status(), 404);
  await lead.leave();
  await worker.leave();
});

test("a lead writes a context event down, corrects it and takes it away", async (t) => {
  const lead = await openAs(/^Open as .*, team lead/, { pictures: "how-context" });
  const { page } = lead;
  await lead.visit("context", "/how-we-work/context");
  await lead.turn("new", () => page.getByRole("button", { name: "Write one down" }).click());
  await lead.turn("missing", () => page.getByRole("button", { name: "Save" }).click(), { status: 422 });
  await page.getByLabel("From which day did it hold?").fill("1 September 2026");
  await page.getByLabel("A new or changed target").check();
  await page.getByLabel("What was it, in a line?").fill("Six sessions as a target");
  await lead.turn("written", () => page.getByRole("button", { name: "Save" }).click());
  await lead.turn("open", () => page.getByRole("link", { name: "Six sessions as a target" }).click());
  await page.getByLabel("What was it, in a line?").fill("Six sessions as a guide");
  await lead.turn("corrected", () => page.getByRole("button", { name: "Save" }).click());
  await page.getByRole("link", { name: "Six sessions as a guide" }).waitFor();
  await lead.turn("away", () => page.getByRole("button", { name: /Take it away.*Six sessions/ }).click());
  await page.getByText("Taken away: Six sessions as a guide").waitFor();
  t.diagnostic("a context event: 6 requests, three fields");
  await lead.leave();
});
