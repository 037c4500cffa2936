// The real program, on a free port, with a fresh store.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { root } from "./tools.mjs";

const run = promisify(execFile);

/** The program to test. */
export function binary() {
  const name = process.env.KITH_BIN;
  if (!name) throw new Error("KITH_BIN names the program to test: run `make test`");
  return path.resolve(root, name);
}

/**
 * Makes a new store and serves it.
 *
 * The store is the demonstration of twelve people (or of another `size`), or empty with `demo: false`. `database` is a PostgreSQL URL;
 * without it the store is SQLite in a new folder. `feed` is a file of community services to take in first. Gives the
 * address, the accounts of the demonstration, everything the program said, the set-up link of an empty store,
 * `verify()`, which fails unless the store proves sound, and `stop()`, which also removes the folder.
 */
export async function startKith({ demo = true, size = "tour", database, feed } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "kith-e2e-"));
  const where = ["--data", folder, ...(database ? ["--database", database] : [])];
  const removed = () => rm(folder, { recursive: true, force: true });
  let served;
  try {
    if (demo) await clearOfMidnight();
    if (demo) await run(binary(), ["demo", "--size", size, ...where]);
    if (feed) await run(binary(), ["import", "directory", feed, ...where]);
    served = await serve(where);
  } catch (error) {
    await removed();
    throw error;
  }
  const accounts = demo ? JSON.parse(await readFile(path.join(folder, "demo-accounts.json"), "utf8")) : [];
  return {
    ...served,
    accounts,
    where,
    account: (role) => accounts.find((account) => account.role === role),
    verify: () => run(binary(), ["verify", ...where]),
    stop: async () => {
      await served.end();
      await removed();
    },
  };
}

/**
 * Waits for the day to turn when it is about to.
 *
 * The demonstration's today is the day on which it was made: what it booked for today stands under yesterday for a
 * journey that begins before midnight in London and looks after it.
 */
async function clearOfMidnight() {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hourCycle: "h23", hour: "numeric", minute: "numeric" });
  const [hour, minute] = clock.format(new Date()).split(":").map(Number);
  const left = 24 * 60 - (hour * 60 + minute);
  if (left <= 4) await pause(left * 60_000);
}

async function serve(where) {
  const child = spawn(binary(), ["serve", ...where, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (part) => (said += part));
  child.stderr.on("data", (part) => (said += part));
  const ended = once(child, "exit");
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
  };
  try {
    const origin = await untilReady(child, () => said);
    const setUpLink = /(http:\S+\/set-up\/\S+)/.exec(said)?.[1];
    return { origin, setUpLink, said: () => said, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Waits until the program has said where it is and answers there; fails when it has ended, and after 30 seconds. */
async function untilReady(child, said) {
  const last = Date.now() + 30_000;
  while (Date.now() < last) {
    if (child.exitCode !== null) throw new Error(`kith serve ended with ${child.exitCode}:\n${said()}`);
    const origin = /Kith is at (http:\S+)\n/.exec(said())?.[1];
    const answer = origin && (await fetch(`${origin}/health/ready`).catch(() => undefined));
    if (answer?.ok) return origin;
    await pause(20);
  }
  throw new Error(`kith serve was not ready within 30 s:\n${said()}`);
}

/** Makes an empty database on the PostgreSQL server that `KITH_TEST_DATABASE_URL` names. Gives its URL. */
export async function freshDatabase(name) {
  const server = process.env.KITH_TEST_DATABASE_URL;
  await run("psql", ["--quiet", "--dbname", server, "--command", `DROP DATABASE IF EXISTS ${name}`]);
  await run("psql", ["--quiet", "--dbname", server, "--command", `CREATE DATABASE ${name}`]);
  return server.replace(/^(\w+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${name}`);
}
