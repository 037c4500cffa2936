// What every journey relies on is shown faults here, and must speak of each.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { sitDown } from "./support/desk.mjs";
import { browser, kith } from "./support/stage.mjs";

/** A page that is fine until `plant` is run in it; then `act` must fail in these words. */
async function fails({ at = "/sign-in", way, plant, act = (desk) => desk.look("planted"), words }) {
  const desk = await sitDown(browser, kith.origin, way);
  await desk.visit("whole", at);
  await desk.page.evaluate(plant);
  await assert.rejects(() => act(desk), words);
  await desk.close();
}

describe("planted", { concurrency: 2 }, () => {
  for (const scripts of [true, false])
    test(`axe finds a question that lost its label, ${scripts ? "with" : "without"} scripts`, () =>
      fails({
        way: { scripts },
        plant: () => document.querySelector('label[for="email"]').remove(),
        words: /label \(.*\): #email/,
      }));

  test("a page wider than a phone is found", () =>
    fails({
      way: { size: "phone" },
      plant: () => (document.querySelector("h1").style.width = "600px"),
      words: /h1/,
    }));

  test("something too small to press is found", () =>
    fails({
      plant: () => {
        document.querySelector("main button").style.cssText = "height:20px;min-height:0;padding:0";
      },
      words: /Sign in/,
    }));

  test("a request to another server is found", () =>
    fails({
      plant: () => {
        const image = document.body.appendChild(new Image());
        image.alt = "";
        image.src = "http://elsewhere.example.org/x.png";
        return new Promise((done) => (image.onerror = done));
      },
      words: /elsewhere/,
    }));

  test("an inline script, which our policy refuses, is found", () =>
    fails({
      plant: () => {
        document.body.appendChild(document.createElement("script")).textContent = "globalThis.x = 1";
      },
      words: /Content Security Policy/,
    }));

  const tabTo = (desk) => desk.hands.press("Sign in");

  test("with the keyboard, a focus that nobody sees is found", () =>
    fails({
      way: { keys: true },
      plant: () => {
        const button = document.querySelector("main button");
        const rest = getComputedStyle(button);
        for (const what of ["outline", "box-shadow", "background-color", "border"])
          button.style.setProperty(what, rest.getPropertyValue(what), "important");
      },
      act: tabTo,
      words: /the focus cannot be seen: button “Sign in”/,
    }));

  test("with the keyboard, a focus behind something that stays in view is found", () =>
    fails({
      way: { keys: true },
      plant: () => {
        const banner = document.body.appendChild(document.createElement("div"));
        banner.className = "kith-person";
        banner.style.cssText = "position:sticky;top:0;height:60px";
        document.body.prepend(banner);
      },
      act: tabTo,
      words: /the focus is behind the banner/,
    }));

  test("with the keyboard, a focus under a cover is found", () =>
    fails({
      way: { keys: true },
      plant: () => {
        const cover = document.body.appendChild(document.createElement("div"));
        cover.style.cssText = "position:fixed;inset:0;background:white";
      },
      act: tabTo,
      words: /something lies over the focus/,
    }));

  test("with the keyboard, what cannot be reached is found", () =>
    fails({
      way: { keys: true },
      plant: () => (document.querySelector("main button").tabIndex = -1),
      act: tabTo,
      words: /did not lead to/,
    }));

  test("a page that nobody looked at is found", async () => {
    const desk = await sitDown(browser, kith.origin);
    await desk.visit("whole", "/sign-in");
    await desk.page.goto(`${kith.origin}/about`);
    await assert.rejects(() => desk.leave(), /nobody looked at/);
    await desk.close();
  });
});
