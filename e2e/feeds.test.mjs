// Whoever keeps Kith running has the directory taken from a feed: adds it by its address, is told what may not be asked,
// sees how a run went, and pauses it. What is on this machine is taken by command, and no page asks it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { launch } from "./support/browser.mjs";
import { sitDown } from "./support/desk.mjs";
import { binary, startKith } from "./support/kith.mjs";
import { enrol, totp } from "./support/totp.mjs";

const run = promisify(execFile);
const password = "three plain brass lanterns";
const email = "odile.farrant@example.org";
// Nobody can have this name (RFC 2606).
const nowhere = "https://feeds.example.invalid/services";

let browser;
let kith;
let server;
let asked = 0;
before(async () => {
  server = createServer((request, response) => {
    asked += 1;
    const one = (number, name) => ({
      id: `7b1d3c10-4f52-4a8e-9c11-00000000000${number}`,
      name,
      status: "active",
      organization: { id: "7b1d3c10-4f52-4a8e-9c11-000000000900", name: "Friends of the mill" },
      schedules: [{ byday: "TU", opens_at: "14:00" }],
    });
    response.end(JSON.stringify([one(1, "Tea and talk"), one(2, ""), one(3, "Harbour walks")]));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  [browser, kith] = await Promise.all([launch(), startKith({ demo: false })]);
});
after(async () => {
  server?.close();
  await browser?.close();
  await kith?.stop();
});

const main = (desk) => desk.page.locator("main").innerText();

/** Follows "See how far it is" until the page says what is waited for. */
async function until(desk, name, words) {
  for (const last = Date.now() + 60_000; Date.now() < last; ) {
    if (words.test(await main(desk))) return;
    await pause(500);
    await desk.turn(name, () => desk.page.reload());
  }
  assert.fail(`the page never said ${words}:\n${await main(desk)}`);
}

let key;

test("a feed is added, asked in vain, paused and ended; what may not be asked is refused and stays typed", async () => {
  const desk = await sitDown(browser, kith.origin, { pictures: "feeds" });
  const { page, hands, visit, turn } = desk;
  await visit("set-up", kith.setUpLink);
  await hands.write("Name of your service", "Saltmarsh Link Workers");
  await hands.write("Your name", "Odile Farrant");
  await hands.write("Your e-mail address", email);
  await hands.write("Choose a password", password);
  await turn("set-up-done", () => hands.press("Set up"));
  await hands.write("E-mail address", email);
  await hands.write("Password", password);
  await turn("second-factor", () => hands.press("Sign in"));
  key = await enrol(desk);
  await turn("settings", () => hands.press("I have kept them: go on"));
  await turn("list-empty", () => hands.follow("Where the directory is taken from, when, and how that goes"));
  assert.match(await main(desk), /taken from no feed yet/);

  const address = "Address of the feed’s list of services";
  const here = `http://127.0.0.1:${server.address().port}/services`;
  for (const [typed, said] of [
    ["", /Enter the address/],
    [here, /is not encrypted; write/],
    [here.replace("http:", "https:"), /is not asked/],
    ["https://127.0.0.1/services", /lies in a network that is not asked/],
    ["https://localhost/services", /lies in a network of your own/],
    ["https://me:secret@feeds.example.invalid/services", /user name or password/],
    ["https://169.254.169.254/latest/meta-data", /lies in a network/],
  ]) {
    await hands.write(address, typed);
    await turn("list-wrong", () => hands.press("Add this feed"), { status: 422 });
    assert.match(await main(desk), said, typed);
    assert.equal(await page.getByLabel(address, { exact: true }).inputValue(), typed);
  }
  assert.equal(asked, 0, "nobody was asked");

  await hands.write(address, nowhere);
  await turn("feed-added", () => hands.press("Add this feed"));
  assert.match(await main(desk), /Asked for: it begins within a minute|Being taken now|Stopped on/);
  await until(desk, "feed-stopped", /Stopped on .* could not be resolved/);
  assert.match(await main(desk), /Odile Farrant added it/);
  await turn("feed-paused", () => hands.press("Pause"));
  assert.match(await main(desk), /Paused\. Added by Odile Farrant/);
  await turn("list", () => hands.follow("Directory feeds"));
  assert.match(await main(desk), /feeds\.example\.invalid[\s\S]*could not be resolved/);
  await turn("feed", () => hands.follow(nowhere));
  await turn("feed-resumed", () => hands.press("Resume, every night"));
  await turn("feed-asked", () => hands.press("Take now"));
  await until(desk, "feed-again", /Stopped on/);
  await hands.unfold("Stop using this feed");
  await turn("feed-removed", () => hands.press("Stop using this feed"));
  assert.match(await main(desk), /Not used any more/);
  await desk.leave();
});

test("what was taken by command is seen on a phone without scripts, and no page asks it", async () => {
  const here = `http://127.0.0.1:${server.address().port}/services`;
  const host = new URL(here).host;
  await run(binary(), ["import", "directory", here, "--http", "--allow-private", host, ...kith.where]);
  assert.equal(asked, 1);
  const desk = await sitDown(browser, kith.origin, { size: "phone", scripts: false, pictures: "feeds-phone" });
  const { hands, visit, turn } = desk;
  await visit("sign-in", "/sign-in");
  await hands.write("E-mail address", email);
  await hands.write("Password", password);
  await turn("code", () => hands.press("Sign in"));
  await hands.write("Code from your authenticator app", totp(key, 1));
  await turn("settings", () => hands.press("Sign in"));
  await turn("list", () => hands.follow("Where the directory is taken from, when, and how that goes"));
  assert.match(await main(desk), /Only when asked for\. First taken by command/);
  assert.match(await main(desk), /2 new, 1 refused/);
  await turn("feed", () => hands.follow(here));
  assert.match(await main(desk), /has no name/);
  for (const name of ["Take now", "Take it every night"]) {
    await turn("feed-refused", () => hands.press(name), { status: 422 });
    assert.match(await main(desk), /not encrypted/);
  }
  assert.equal(asked, 1, "no page asked it");
  await visit("directory", "/directory");
  assert.match(await main(desk), /Tea and talk/);
  await turn("export", () => hands.follow("Export"));
  const [download] = await Promise.all([desk.page.waitForEvent("download"), hands.follow("A table (CSV)")]);
  assert.match(download.suggestedFilename(), /^directory-\d{4}-\d\d-\d\d\.csv$/);
  assert.equal(await download.failure(), null);
  await desk.leave();
  await kith.verify();
});
