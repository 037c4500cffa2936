// Accounts of a real store without a mail server: an administrator invites a manager and hands the link over; the
// manager invites everybody else; and every page on the way is looked at.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { launch } from "./support/browser.mjs";
import { sitDown } from "./support/desk.mjs";
import { binary, startKith } from "./support/kith.mjs";
import { enrol, totp } from "./support/totp.mjs";

const run = promisify(execFile);
const password = "three plain brass lanterns";

let browser;
let kith;
before(async () => {
  [browser, kith] = await Promise.all([launch(), startKith({ demo: false })]);
});
after(async () => {
  await browser?.close();
  await kith?.stop();
});

/** Takes the link of an invitation, and chooses a password. */
async function join(desk, link) {
  const { hands, visit, turn } = desk;
  await visit("join", link);
  await hands.write("Choose a password", password);
  await turn("joined", () => hands.press("Make my account"));
}

async function signIn(desk, email) {
  const { hands, turn } = desk;
  await hands.write("E-mail address", email);
  await hands.write("Password", password);
  await turn("second-factor", () => hands.press("Sign in"));
  return enrol(desk);
}

/** Signs in again, with whatever the second page asks for. */
async function signInAgain(desk, email, name, code, expected) {
  const { hands, visit, turn } = desk;
  await visit("sign-in", "/sign-in");
  await hands.write("E-mail address", email);
  await hands.write("Password", password);
  await turn("code", () => hands.press("Sign in"));
  await hands.write("Code from your authenticator app", code);
  await turn(name, () => hands.press("Sign in"), expected);
}

/** The link for somebody, as whoever runs the machine gets it. */
async function linkFor(email, role) {
  const add = ["user", "add", email, "--name", "Rowan Ash", "--role", role, "--json", "--public-url", kith.origin];
  const { stdout } = await run(binary(), [...add, ...kith.where]);
  return JSON.parse(stdout).link;
}

test("a service is set up, and its manager invites a link worker, changes their role and lets them go", async () => {
  const desk = await sitDown(browser, kith.origin, { pictures: "accounts" });
  const { page, hands, visit, turn } = desk;
  await visit("set-up", kith.setUpLink);
  await hands.write("Name of your service", "Saltmarsh Link Workers");
  await hands.write("Your name", "Odile Farrant");
  await hands.write("Your e-mail address", "odile.farrant@example.org");
  await hands.write("Choose a password", password);
  await turn("set-up-done", () => hands.press("Set up"));
  await signIn(desk, "odile.farrant@example.org");
  assert.equal(await page.locator("main code").count(), 10);
  await turn("settings", () => hands.press("I have kept them: go on"));

  await turn("roles", () => hands.menu("People and roles"));
  await turn("invite", () => hands.press("Invite somebody"));
  // There is no mail server: no page promises an e-mail, and the link is shown once, to be handed over.
  assert.doesNotMatch(await page.locator("main").innerText(), /They get an e-mail/);
  await turn("invite-wrong", () => hands.press("Make the link"), { status: 422 });
  await hands.write("Their name", "Maud Ellery");
  await hands.write("Their e-mail address at work", "maud.ellery@example.org");
  await hands.choose("Service manager");
  await turn("hand-over", () => hands.press("Make the link"));
  const handed = /http:\S+\/join\/[0-9a-f]{64}/.exec(await page.locator("main").innerText())?.[0];
  assert.ok(handed, "the link is shown");
  await turn("invited", () => hands.press("I have copied it"));
  assert.match(await page.locator("main").innerText(), /Maud Ellery, service manager/);
  assert.doesNotMatch(await page.content(), /\/join\//);
  await visit("handed", handed);
  assert.match(await page.locator("main").innerText(), /maud\.ellery@example\.org/);
  await visit("roles-again", "/people-and-roles");
  await turn("withdrawn", () => hands.press("Withdraw Maud Ellery, service manager"));
  await visit("no-more", handed, { status: 404 });
  await visit("settings-again", "/settings");
  assert.match(await page.locator("main").innerText(), /No mail server is set/);
  await turn("signed-out", () => hands.press("Sign out"));

  await join(desk, await linkFor("rowan.ash@example.org", "service_manager"));
  await signIn(desk, "rowan.ash@example.org");
  await turn("team", () => hands.press("I have kept them: go on"));
  await turn("account", () => hands.follow("Rowan Ash, service manager"));
  await turn("factor", () => hands.follow("Change second factor"));
  await visit("forgotten", "/forgotten");
  assert.match(await page.locator("main").innerText(), /has no mail server/);

  await turn("their-roles", () => page.goto(`${kith.origin}/people-and-roles`));
  await turn("one-role", () => hands.follow("Odile Farrant"));
  await turn("change", () => hands.press("Change the role"));
  await hands.choose("Team lead");
  // The last administrator stays until there is another.
  await turn("last", () => hands.press("Change the role"), { status: 422 });
  assert.match(await page.locator("main").innerText(), /is the last administrator of this service/);
  const change = page.url();
  const other = await sitDown(browser, kith.origin);
  await join(other, await linkFor("sam.reed@example.org", "administrator"));
  await other.leave();
  await visit("change-again", change);
  await hands.choose("Team lead");
  await turn("changed", () => hands.press("Change the role"));
  assert.match(await page.locator("main").innerText(), /The role has been changed/);
  await turn("leaving", () => hands.press("They are leaving"));
  // Odile is the only team lead by now: it is said what that means, and asked for.
  assert.match(await page.locator("main").innerText(), /Without a team lead nobody opens the queue/);
  await turn("last-lead", () => hands.press("End their roles now"), { status: 422 });
  await hands.tick("I know that this service will have no team lead");
  await turn("left", () => hands.press("End their roles now"));
  assert.match(await page.locator("main").innerText(), /Their roles here have ended/);
  await desk.leave();
  await kith.verify();
});

test("a phone without scripts does the same", async () => {
  const desk = await sitDown(browser, kith.origin, { size: "phone", scripts: false });
  await join(desk, await linkFor("wren.ash@example.org", "link_worker"));
  await signIn(desk, "wren.ash@example.org");
  await desk.turn("today", () => desk.hands.press("I have kept them: go on"));
  await desk.turn("account", () => desk.page.goto(`${kith.origin}/account`));
  await desk.leave();
});

test("with a code, with a recovery code, in two roles, and out everywhere at once", async () => {
  const email = "ash.wren@example.org";
  const desk = await sitDown(browser, kith.origin, { pictures: "accounts-roles" });
  const { page, hands, turn } = desk;
  await join(desk, await linkFor(email, "link_worker"));
  const key = await signIn(desk, email);
  const codes = await page.locator("main code").allInnerTexts();
  await turn("today", () => hands.press("I have kept them: go on"));
  await turn("signed-out", () => hands.press("Sign out"));

  // The code that enrolled is used up; the one after it is good, and good once.
  const next = totp(key, 1);
  await signInAgain(desk, email, "signed-in", next);
  assert.match(await page.locator("h1").innerText(), /Today/);
  await turn("signed-out", () => hands.press("Sign out"));
  await signInAgain(desk, email, "used-code", next, { status: 422 });
  await hands.write("Code from your authenticator app", codes[0]);
  await turn("recovered", () => hands.press("Sign in"));
  await turn("account", () => hands.follow("Rowan Ash, link worker"));
  await turn("factor", () => hands.follow("Change second factor"));
  assert.match(await page.locator("main").innerText(), /9 recovery codes are left/);

  // A second role in the same account.
  const role = await linkFor(email, "team_lead");
  await desk.visit("join-again", role);
  await hands.write("Your password", password);
  await turn("joined-again", () => hands.press("Add this role to my account"));
  await desk.visit("role", "/account/role");
  await turn("lead", () => hands.press("Act in this role Team lead, Saltmarsh Link Workers"));
  assert.match(await page.locator("header").innerText(), /team lead/);
  await desk.visit("team", "/team");

  // On a phone, and out there at once when it is ended here.
  const phone = await sitDown(browser, kith.origin, { size: "phone" });
  await signInAgain(phone, email, "phone-role", codes[1]);
  await phone.turn("phone-lead", () => phone.hands.press("Act in this role Team lead, Saltmarsh Link Workers"));
  await desk.visit("account-again", "/account");
  await turn("others-ended", () => hands.press("Sign out everywhere else"));
  await phone.visit("phone-out", "/team");
  assert.match(await phone.page.locator("h1").innerText(), /Sign in/);
  await phone.leave();
  await desk.leave();
  await kith.verify();
});
