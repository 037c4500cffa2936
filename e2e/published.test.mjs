// What a lead writes down with days, ages and a price stands on its page in plain words, and any program reads it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { kith, openAs } from "./support/stage.mjs";

const main = (desk) => desk.page.locator("main").innerText();

test("a link worker says on a telephone that an entry is wrong, and the lead finds it right", async () => {
  const worker = await openAs(/link worker/, { size: "phone", scripts: false });
  await worker.turn("directory", () => worker.hands.menu("Directory"));
  const name = await worker.page.locator(".kith-card__name a").first().innerText();
  await worker.turn("entry", () => worker.hands.follow(name));
  await worker.turn("told", () => worker.hands.press("Something is wrong"));
  assert.match(await worker.page.locator("body").innerText(), /Thank you\. Whoever keeps the entry sees it/);

  const lead = await openAs(/team lead/);
  await lead.visit("to-see-to", "/entries-to-see-to");
  assert.match(await main(lead), /said that something is wrong/);
  const row = lead.page.locator(".kith-row").filter({ hasText: "said that something is wrong" }).first();
  await lead.turn("right", () => row.getByRole("button", { name: /It is right/ }).click());

  await worker.turn("wrong-again", () => worker.hands.follow("Say what is wrong with this entry"));
  assert.match(await main(worker), /The entry is right/);
});

test("an entry with days, ages and a price is shown in words and published for any program", async () => {
  const lead = await openAs(/team lead/, { pictures: "laptop" });
  await lead.turn("directory", () => lead.hands.menu("Directory"));
  await lead.turn("record-new", () => lead.hands.follow("Add an entry"));
  await lead.hands.write("What is it called?", "Lace and laughter");
  await lead.hands.write("Who runs it?", "Friends of the mill");
  await lead.hands.unfold("So that it is found: ages, days, price, postcode");
  await lead.hands.write("Youngest age", "30");
  await lead.hands.write("Oldest age", "20");
  await lead.hands.tick("Tuesday");
  await lead.hands.write("Opens", "10am");
  await lead.hands.write("Closes", "12.30pm");
  await lead.hands.write("Price in pounds", "2.50");
  await lead.hands.write("Postcode", "zz993cz");
  await lead.turn("record-refused", () => lead.hands.press("Save"), { status: 422 });
  assert.match(await main(lead), /youngest age is above the oldest/);
  await lead.hands.write("Oldest age", "60");
  await lead.turn("record-entry", () => lead.hands.press("Save"));
  for (const said of [/aged 30 to 60/, /Tuesdays, 10am to 12\.30pm/, /£2\.50/, /ZZ99 3CZ/]) {
    assert.match(await main(lead), said);
  }

  const answer = await fetch(`${kith.origin}/oruk/services?search=laughter&day=TU&minimum_age=30&start_time=10:00`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  const page = await answer.json();
  assert.equal(page.total_items, 1);
  const [service] = page.contents;
  assert.deepEqual([service.name, service.minimum_age, service.maximum_age], ["Lace and laughter", 30, 60]);
  assert.equal(service.cost_options[0].amount, 2.5);
  assert.equal(service.service_at_locations[0].location.addresses[0].postal_code, "ZZ99 3CZ");

  const refused = await fetch(`${kith.origin}/oruk/services?colour=red`);
  assert.equal(refused.status, 400);
  assert.match(refused.headers.get("content-type"), /problem\+json/);
});
