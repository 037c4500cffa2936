// The tools of the browser tests. They are installed in web/, beside the design system.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds the whole project. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

const require = createRequire(new URL("../../web/package.json", import.meta.url));

export const { chromium } = require("playwright-core");
export const { HtmlValidate, FileSystemConfigLoader } = require("html-validate");
export const axeSource = require.resolve("axe-core/axe.min.js");

/** Where cargo builds. */
export const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** Where pictures and traces of a run go; not kept by git. */
export const out = path.join(root, "e2e", "out");
