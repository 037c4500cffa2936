// A browser as a person would have it, and the checks that every page must pass in it.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";

import { axeSource, chromium, out } from "./tools.mjs";

const axeText = await readFile(axeSource, "utf8");

/** An old laptop and a phone: the two sizes at which every page is looked at. */
export const sizes = {
  laptop: { width: 1366, height: 768 },
  phone: { width: 390, height: 844 },
};

/** Rules of WCAG 2.2 AA, which includes the older versions. */
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Debian's Chromium, with nothing of its own going out. */
export async function launch() {
  const args = [
    "--disable-background-networking",
    "--disable-component-update",
    // Nothing here needs a graphics card, and looking for one on a server can hang.
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
  ];
  // Chromium's sandbox does not work for root, as which build servers often run.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath: process.env.KITH_CHROMIUM ?? "/usr/bin/chromium", args });
}

/**
 * A tab on `origin`. It refuses and remembers every request to anywhere else, and remembers errors of scripts;
 * `assertQuiet` fails if there were any.
 */
export async function open(browser, origin, { size = "laptop", javaScriptEnabled = true, bypassCSP = false } = {}) {
  const context = await browser.newContext({
    viewport: sizes[size],
    javaScriptEnabled,
    bypassCSP,
    locale: "en-GB",
    timezoneId: "Europe/London",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const strays = [];
  const faults = [];
  await context.route("**/*", (route) => {
    const url = new URL(route.request().url());
    if (url.origin === origin || url.protocol === "data:") return route.continue();
    strays.push(url.href);
    return route.abort();
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  const assertQuiet = () => {
    assert.deepEqual(strays, [], "requests left our own server");
    assert.deepEqual(faults, [], "scripts failed or were refused");
  };
  return { context, page, strays, faults, assertQuiet, close: () => context.close() };
}

/** What axe finds wrong, as lines to read. Scripts must be on, if only for this moment. */
export async function axeViolations(page) {
  await page.evaluate(axeText);
  const result = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    wcag,
  );
  assert.ok(result.passes.length > 5, "axe checked next to nothing");
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} (${violation.help}): ${node.target.join(" ")}`),
  );
}

/** Elements that reach beyond the screen's right edge, unless they scroll within themselves. Empty when none do. */
export async function widerThanScreen(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
    return wide.length ? wide.map((e) => `${e.tagName.toLowerCase()}.${e.className}`) : ["the page"];
  });
}

/** Things to press that are smaller than 24 px both ways, unless they stand within a sentence (WCAG 2.5.8). */
export async function smallTargets(page) {
  return page.evaluate(() => {
    const visible = (e) => e.checkVisibility({ opacityProperty: false, visibilityProperty: true });
    const inSentence = (e) => e.closest("p, li, dd, td, th, blockquote, .nhsuk-hint") && e.tagName === "A";
    return [...document.querySelectorAll("a[href], button, select, summary, textarea, input:not([type=hidden])")]
      .filter((e) => visible(e) && !inSentence(e) && !e.matches(".nhsuk-skip-link"))
      // What Enter in a field presses, and neither a finger nor the keyboard reaches.
      .filter((e) => !e.matches('.nhsuk-u-visually-hidden[tabindex="-1"][aria-hidden="true"]'))
      .filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && (box.width < 24 || box.height < 24);
      })
      .map((e) => `${e.tagName.toLowerCase()} “${e.textContent.trim() || e.name}”`);
  });
}

/** Keeps a picture of the whole page in `e2e/out`, when somebody wants to look: `KITH_PICTURES=1`. */
export async function picture(page, name) {
  if (!process.env.KITH_PICTURES) return;
  await mkdir(out, { recursive: true });
  await page.screenshot({ path: path.join(out, `${name}.png`), fullPage: true });
}
