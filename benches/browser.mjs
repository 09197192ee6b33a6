// What a browser makes of pages: `bin/bench browser`, whose head says how.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const RUNS = 3;
const [program, ...named] = process.argv.slice(2);
const fetched = createRequire(resolve("target/lighthouse/node_modules/x"));
const { default: lighthouse } = await import(pathToFileURL(fetched.resolve("lighthouse")));
const { launch } = await import(pathToFileURL(fetched.resolve("chrome-launcher")));

const folder = mkdtempSync(join(tmpdir(), "quarterdeck-browser."));
// PostgreSQL runs as somebody else.
chmodSync(folder, 0o711);
const port = await new Promise((answer) => {
  const taken = createServer().listen(0, "127.0.0.1", () => {
    const { port } = taken.address();
    taken.close(() => answer(port));
  });
});
const origin = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  QUARTERDECK_DATA_DIR: join(folder, "var"),
  QUARTERDECK_ADDRESS: `127.0.0.1:${port}`,
  QUARTERDECK_PUBLIC_ORIGIN: origin,
};
delete env.DATABASE_URL;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const stdio = ["ignore", "ignore", "inherit"];
let server, ended, chrome;
try {
  execFileSync(program, ["demo"], { env, stdio });
  server = spawn(program, ["serve", "--log", "warn"], { env, stdio });
  ended = new Promise((done) => server.on("exit", done));
  while (!(await fetch(`${origin}/readyz`).then((answer) => answer.ok, () => false))) {
    if (server.exitCode !== null) throw new Error("the server ended before it answered");
    await pause(200);
  }
  // Files are compressed a moment after a start.
  await pause(3_000);
  const first = async (list, pattern) => (await (await fetch(origin + list)).text()).match(pattern)[1];
  const paths = named.length > 0 ? named : [
    "/executives",
    "/jobs",
    "/",
    "/roles/fractional-cfo",
    await first("/executives", /class="card-name"><a href="([^"]+)"/),
    await first("/jobs", /class="card-name"><a href="([^"]+)"/),
  ];
  chrome = await launch({
    chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
    chromeFlags: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  console.log("| page | performance | LCP | CLS | blocked | over the wire | accessibility, practices, SEO |\n|---|---|---|---|---|---|---|");
  for (const path of paths) {
    const seen = [];
    for (let run = 0; run < RUNS; run += 1) {
      const { lhr } = await lighthouse(origin + path, { port: chrome.port, logLevel: "error" });
      const figure = (name) => lhr.audits[name].numericValue;
      seen.push([
        lhr.categories.performance.score * 100,
        figure("largest-contentful-paint") / 1000,
        figure("cumulative-layout-shift"),
        figure("total-blocking-time"),
        figure("total-byte-weight") / 1000,
        ...["accessibility", "best-practices", "seo"].map((name) => lhr.categories[name].score * 100),
      ]);
    }
    const [performance, lcp, cls, blocked, kilobytes, ...others] = seen[0].map((_, at) => middle(seen.map((run) => run[at])));
    console.log(
      `| ${path} | ${performance.toFixed(0)} | ${lcp.toFixed(1)} s | ${cls.toFixed(2)} | ${blocked.toFixed(0)} ms | ${kilobytes.toFixed(0)} KB | ${others.map((score) => score.toFixed(0)).join(", ")} |`,
    );
  }
} finally {
  await chrome?.kill();
  server?.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
