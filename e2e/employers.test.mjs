// Two employers in one store: one account works for both, acts for one at a time, and sees only that one's people.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { launch } from "./support/browser.mjs";
import { sitDown } from "./support/desk.mjs";
import { binary, startKith } from "./support/kith.mjs";
import { enrol } from "./support/totp.mjs";

const run = promisify(execFile);
const password = "three plain brass lanterns";
const email = "odile.farrant@example.org";

let browser;
let kith;
before(async () => {
  [browser, kith] = await Promise.all([launch(), startKith({ demo: false })]);
});
after(async () => {
  await browser?.close();
  await kith?.stop();
});

/** Adds a service that Odile begins, as whoever runs the machine does, and gives what was printed. */
async function addService(name) {
  const add = ["service", "add", name, "--phone", "01632 960100", "--email", email, "--name", "Odile Farrant"];
  const rest = ["--role", "service_manager", "--json", "--public-url", kith.origin];
  const { stdout } = await run(binary(), [...add, ...rest, ...kith.where]);
  return JSON.parse(stdout);
}

/** Invites somebody to a service, as whoever runs the machine does. */
const addTo = (service, who, name) =>
  run(binary(), ["user", "add", who, "--name", name, "--role", "link_worker", "--service", service, ...kith.where]);

const main = (desk) => desk.page.locator("main").innerText();

test("one account works for two employers, and sees the people of the one it acts for", async () => {
  const desk = await sitDown(browser, kith.origin, { pictures: "employers" });
  const { page, hands, visit, turn } = desk;
  const first = await addService("Saltmarsh Link Workers");
  await visit("join", first.link);
  await hands.write("Choose a password", password);
  await turn("joined", () => hands.press("Make my account"));
  await hands.write("E-mail address", email);
  await hands.write("Password", password);
  await turn("factor", () => hands.press("Sign in"));
  await enrol(desk);
  await turn("team", () => hands.press("I have kept them: go on"));

  const second = await addService("Quayside Link Workers");
  await addTo(first.service, "wren.ash@example.org", "Wren Ash");
  await addTo(second.service, "sam.reed@example.org", "Sam Reed");
  // The link says that the account is known, and its password adds the role.
  await visit("join-second", second.link);
  assert.match(await main(desk), /You have an account already/);
  await hands.write("Your password", "not my password");
  await turn("join-wrong", () => hands.press("Add this role to my account"), { status: 422 });
  await hands.write("Your password", password);
  await turn("joined-second", () => hands.press("Add this role to my account"));

  await visit("people-first", "/people-and-roles");
  assert.match(await main(desk), /Wren Ash/);
  assert.doesNotMatch(await main(desk), /Sam Reed/);
  await turn("choose", () => hands.follow("Change role"));
  const act = "Act in this role Service manager, Quayside Link Workers";
  await turn("second", () => hands.press(act));
  await visit("people-second", "/people-and-roles");
  assert.match(await main(desk), /Sam Reed/);
  assert.doesNotMatch(await main(desk), /Wren Ash|Saltmarsh/);
  await visit("practices-second", "/practices");
  await visit("team-second", "/team");
  assert.doesNotMatch(await page.content(), /Saltmarsh/);
  // Somebody who asks for support is asked whom they mean.
  const phone = await sitDown(browser, kith.origin, { size: "phone", scripts: false });
  await phone.visit("door", "/ask-for-support");
  assert.match(await main(phone), /Quayside Link Workers[^]*Saltmarsh Link Workers/);
  await phone.leave();
  await desk.leave();
  await kith.verify();
});
