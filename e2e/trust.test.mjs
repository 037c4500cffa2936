// A lead says that an entry is right today and keeps it out of the open directory; a link worker reads both.
import assert from "node:assert/strict";
import { test } from "node:test";

import { openAs } from "./support/stage.mjs";

const main = (desk) => desk.page.locator("main").innerText();

test("who checked an entry stands with it, and an entry by hand is published only while its team wants that", async () => {
  const lead = await openAs(/team lead/, { pictures: "laptop" });
  await lead.turn("directory", () => lead.hands.menu("Directory"));
  await lead.turn("entry-new", () => lead.hands.follow("Add an entry"));
  await lead.hands.write("What is it called?", "Darning on Wednesdays");
  await lead.hands.write("Who runs it?", "Friends of the mill");
  await lead.turn("entry", () => lead.hands.press("Save"));
  assert.match(await main(lead), /Nobody has checked this yet/);
  assert.match(await main(lead), /Anybody can read this entry: it is published/);
  await lead.turn("entry-checked", () => lead.hands.press("I checked this today"));
  assert.match(await main(lead), /Last checked on .* by /);
  await lead.turn("entry-kept-in", () => lead.hands.press("Stop publishing it"));
  assert.match(await main(lead), /only whoever signs in here finds it/);
  const published = await lead.page.request.get(new URL("/oruk/services?search=darning", lead.page.url()).href);
  assert.equal((await published.json()).total_items, 0);

  const worker = await openAs(/link worker/, { size: "phone", scripts: false });
  await worker.turn("directory", () => worker.hands.menu("Directory"));
  await worker.hands.write("What are you looking for?", "darning");
  await worker.turn("found", () => worker.hands.press("Search"));
  assert.match(await main(worker), /Darning on Wednesdays/);
  await worker.turn("gone", () => worker.hands.follow("What is no longer in its feed"));
  assert.match(await main(worker), /Everything that came from a feed is still in it/);
});
