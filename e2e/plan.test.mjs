// A plan for somebody who wants one, About Me, where a need stands, and what changed: with and without scripts, on a
// laptop and on a phone. Nothing of it is asked for on the way.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

/** Each way writes to a record of its own. */
const ways = {
  "on a laptop": { pictures: "laptop", whom: /^HALE, Brendan/ },
  "on a phone without scripts": { size: "phone", scripts: false, pictures: "phone", whom: /^MENSAH-WHITLOCK, Patience/ },
};

describe("what is planned with somebody", () => {
  for (const [name, way] of Object.entries(ways)) {
    test(name, async () => {
      const desk = await sitDown(browser, kith.origin, way);
      const { page, hands, turn, visit, leave } = desk;
      const shows = async (...texts) => {
        const main = await page.locator("main").innerText();
        for (const text of texts) assert.ok(main.includes(text), `“${text}” is not on ${page.url()}:\n${main}`);
      };
      await page.goto(kith.origin);
      await turn("today", () => hands.press("Open as Amina Farouqi, link worker"));
      await turn("people", () => hands.menu("People"));
      await turn("person", () => page.locator("main").getByRole("link", { name: way.whom }).first().click());
      const person = new URL(page.url()).pathname;

      await visit("about-me", `${person}/about-me`);
      await turn("about-me-write", () => page.getByRole("button", { name: "Write it with them" }).click());
      await turn("about-me-empty", () => hands.press("Save"), { status: 422 });
      await hands.write("About me", "I like people who arrive when they say.");
      await hands.write("How and when to support me", "Mornings, after ten.");
      await hands.write("Who supported me to write this?", "my sister");
      await turn("about-me-written", () => hands.press("Save"));
      await shows("Mornings, after ten.", "Supported to write this by: my sister.");

      await visit("plan", `${person}/plan`);
      await turn("goal", () => page.getByRole("button", { name: "A goal or hope" }).click());
      await hands.write("What would they like?", "To sit by the water with a flask");
      await hands.write("Why does it matter to them?", "We went every October.");
      await turn("plan-with-goal", () => hands.press("Save"));
      await shows("“To sit by the water with a flask”", "We went every October.");
      await turn("action", () => page.getByRole("link", { name: /^Something to do for it/ }).first().click());
      await hands.write("What is to be done?", "Drive to the harbour on a dry day");
      await hands.choose("Both together");
      await turn("plan-with-action", () => hands.press("Save"));
      await turn("action-change", () => page.getByRole("link", { name: /^Change it ?: Drive/ }).first().click());
      await hands.write("What is to be done?", "Take the train to the harbour");
      await turn("action-no-reason", () => hands.press("Save"), { status: 422 });
      await hands.choose("It did not suit them");
      await turn("plan-changed", () => hands.press("Save"));
      await shows("Take the train to the harbour");
      await visit("plan-paper", `${person}/plan/paper`);
      await shows("What you would like", "What we do together");
      await turn("plan-paper-large", () => hands.follow("In large print"));

      await visit("need", `${person}/needs/new`);
      await hands.write("What does the person need?", `A lift, ${name}`);
      await hands.choose("Later, once we knew each other");
      await turn("need-recorded", () => hands.press("Save"));
      await turn("need-standing", () => page.getByRole("link", { name: new RegExp(`^Where it stands ?: “A lift, ${name}”`) }).click());
      await hands.choose("It is met, they say");
      await turn("need-met", () => hands.press("Save"));
      await shows("It is met, they say");

      await visit("what-changed", `${person}/what-changed`);
      await hands.write("What changed?", `Her sister is tired, ${name}`);
      await hands.choose("Worse");
      await hands.choose("Family or friends");
      await turn("what-changed-saved", () => hands.press("Save"));
      await visit("story-of-plan", `${person}?show=plan`);
      await shows("changed what is to be done: Take the train", "Why: it did not suit them.", `Her sister is tired, ${name}`);
      await leave();
    });
  }
});
