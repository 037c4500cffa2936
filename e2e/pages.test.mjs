// Every page in every sample state: valid markup, WCAG 2.2 AA at both sizes, nothing wider than a phone.
// `cargo test` draws the pages into target/pages; see crates/kith-web/src/samples.rs.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { axeViolations, launch, open, picture, sizes, smallTargets, widerThanScreen } from "./support/browser.mjs";
import { serveFolder } from "./support/static.mjs";
import { FileSystemConfigLoader, HtmlValidate, root, target } from "./support/tools.mjs";

const folder = process.env.KITH_PAGES ?? path.join(target, "pages");
const manifest = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
const found = (await readdir(folder)).filter((name) => name.endsWith(".html")).map((name) => name.slice(0, -5));
const config = JSON.parse(await readFile(path.join(root, "e2e/htmlvalidate.json"), "utf8"));
const validator = new HtmlValidate(new FileSystemConfigLoader(config));

test("every page that was listed was drawn", () => {
  assert.ok(manifest.pages.length > 0, "the manifest lists no page");
  assert.deepEqual([...found].sort(), [...manifest.pages].sort());
});

async function markupFaults(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) =>
    result.messages.map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`),
  );
}

describe("markup", () => {
  for (const name of manifest.pages) {
    test(name, async () => {
      const html = await readFile(path.join(folder, `${name}.html`), "utf8");
      assert.deepEqual(await markupFaults(html), []);
    });
  }

  test("a page with a fault is found", async () => {
    const html = await readFile(path.join(folder, `${manifest.pages[0]}.html`), "utf8");
    const broken = html.replace("<main ", '<p id="maincontent"><div></p><main ');
    assert.notDeepEqual(await markupFaults(broken), []);
  });
});

describe("in a browser", { concurrency: 2 }, () => {
  const extra = {};
  // Tabs are opened anew only where none is free: a page leaves nothing behind in them.
  const free = { scripts: [], plain: [] };
  let browser;
  let server;
  before(async () => {
    server = await serveFolder(folder, extra);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const inTab = async (kind, act) => {
    const tab = free[kind].pop() ?? (await open(browser, server.origin, { javaScriptEnabled: kind === "scripts" }));
    await act(tab);
    tab.assertQuiet();
    free[kind].push(tab);
  };

  for (const name of manifest.pages) {
    test(name, async () => {
      const address = `${server.origin}/${name}.html`;
      await inTab("scripts", async ({ page }) => {
        for (const [size, viewport] of Object.entries(sizes)) {
          await page.setViewportSize(viewport);
          await page.goto(address, { waitUntil: "load" });
          await picture(page, `${name}-${size}`);
          const font = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
          assert.match(font, /^arial/i, "the stylesheet is not there");
          const enhanced = await page.evaluate(() => document.body.classList.contains("js-enabled"));
          assert.ok(enhanced, "scripts did not run under the policy");
          assert.deepEqual(await axeViolations(page), [], `on a ${size}`);
          assert.deepEqual(await widerThanScreen(page), [], `on a ${size}`);
          assert.deepEqual(await smallTargets(page), [], `on a ${size}`);
        }
        await page.setViewportSize({ width: sizes.laptop.width / 2, height: sizes.laptop.height / 2 });
        await page.goto(address, { waitUntil: "load" });
        assert.deepEqual(await widerThanScreen(page), [], "zoomed to 200 %");
      });
      await inTab("plain", async ({ page }) => {
        await page.setViewportSize(sizes.phone);
        await page.goto(address);
        const width = await page.locator("html").evaluate((html) => html.scrollWidth);
        assert.ok(width <= sizes.phone.width, `without scripts the page is ${width} px wide`);
      });
    });
  }

  test("keyboard focus never hides behind the person banner", async () => {
    const tab = await open(browser, server.origin, { size: "phone" });
    try {
      await tab.page.goto(`${server.origin}/kit-form-errors.html`);
      await tab.page.locator("#note").focus();
      await tab.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      for (const step of Array(12).keys()) {
        await tab.page.keyboard.press("Shift+Tab");
        const hidden = await tab.page.evaluate(() => {
          const banner = document.querySelector(".kith-person").getBoundingClientRect();
          const focused = document.activeElement.getBoundingClientRect();
          const inBanner = document.activeElement.closest(".kith-person, header");
          return !inBanner && banner.top <= 0 && focused.bottom <= banner.bottom && focused.bottom > banner.top;
        });
        assert.equal(hidden, false, `after ${step + 1} steps back the focus is behind the banner`);
      }
    } finally {
      await tab.close();
    }
  });

  // Each check above is shown a page on which it must speak.
  const broken = async (change, check) => {
    const html = await readFile(path.join(folder, "kit-form.html"), "utf8");
    const changed = change(html);
    assert.notEqual(changed, html, "the fault was not planted");
    const address = `/broken-${Object.keys(extra).length}.html`;
    extra[address] = changed;
    // The policy is out of the way, so that a check is found at fault and not what the policy stopped before it.
    const tab = await open(browser, server.origin, { size: "phone", bypassCSP: true });
    try {
      await tab.page.goto(`${server.origin}${address}`);
      return await check(tab);
    } finally {
      await tab.close();
    }
  };

  test("axe finds a question that lost its label", async () => {
    const without = (html) => html.replace(/<label class="nhsuk-label" for="who">[^<]*<\/label>/, "");
    const violations = await broken(without, ({ page }) => axeViolations(page));
    assert.ok(violations.some((line) => line.startsWith("label ")), violations.join("\n"));
  });

  test("a page wider than a phone is found", async () => {
    const widen = (html) => html.replace("<main ", '<p id="wide"><input size="200" aria-label="wide"></p><main ');
    const set = async ({ page }) => {
      await page.locator("#wide input").evaluate((input) => (input.style.width = "900px"));
      return widerThanScreen(page);
    };
    assert.notDeepEqual(await broken(widen, set), []);
  });

  test("a small target is found", async () => {
    const shrink = async ({ page }) => {
      await page.getByRole("button", { name: "Save the contact" }).evaluate((button) => {
        button.style.cssText = "height:20px;width:20px;padding:0;overflow:hidden";
      });
      return smallTargets(page);
    };
    const found = await broken((html) => html.replace("<main ", "<main data-broken "), shrink);
    assert.ok(found.length > 0);
  });

  test("a request to another server is found", async () => {
    const stray = (html) => html.replace("</main>", '<img alt="" src="http://elsewhere.example.org/x.png"></main>');
    const strays = await broken(stray, (tab) => tab.strays);
    assert.deepEqual(strays, ["http://elsewhere.example.org/x.png"]);
  });
});
