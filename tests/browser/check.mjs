// check.mjs: the checks of tests/browser/run. Arguments: folder for pictures, reports.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const axe = readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8");
const [folder, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let noPictures = false;

function check(name, problems) {
  if (problems.length === 0) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAILED ${name}`);
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
}

async function valid(file) {
  const config = JSON.parse(readFileSync(join(here, "htmlvalidate.json"), "utf8"));
  const report = await new HtmlValidate(new FileSystemConfigLoader(config)).validateFile(file);
  return report.results.flatMap((r) =>
    r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}

// The page's policy forbids scripts, axe's too: this context passes over it, the others do not.
async function accessible(browser, url, colorScheme, viewport) {
  const context = await browser.newContext({ colorScheme, viewport, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  await context.close();
  return violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id} (${v.impact}): ${n.target.join(" ")} ${n.failureSummary}`));
}

async function read(browser, url, javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on("request", (r) => requests.push(r.url()));
  page.on("console", (m) => complaints.push(m.text()));
  page.on("pageerror", (e) => complaints.push(String(e)));
  page.on("dialog", (d) => complaints.push(d.message()));
  await page.goto(url, { waitUntil: "networkidle" });
  const text = await page.locator("body").innerText();
  await context.close();
  return { requests, complaints, text };
}

// The page itself must not scroll sideways: only regions of tables and figures do.
async function picture(browser, url, name, options, problems) {
  const context = await browser.newContext({ ...options, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto(url);
  const wide = await page.locator("html").evaluate((e) => e.scrollWidth - e.clientWidth);
  if (wide > 0) problems.push(`${name}: the page is ${wide} pixels too wide`);
  await page.screenshot({ path: `${name}.png`, fullPage: true });
  await context.close();
}

async function print(browser, url, name) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.pdf({ path: `${name}.pdf`, preferCSSPageSize: true, printBackground: true });
  await page.close();
  for (let i = 1; existsSync(`${name}-${i}.png`); i++) rmSync(`${name}-${i}.png`);
  try {
    execFileSync("pdftoppm", ["-r", "60", "-png", `${name}.pdf`, name]);
  } catch {
    noPictures = true;
  }
}

async function pictures(browser, url, name) {
  const problems = [];
  const desktop = { width: 1280, height: 900 };
  await picture(browser, url, `${name}-desktop`, { viewport: desktop }, problems);
  await picture(browser, url, `${name}-dark`, { viewport: desktop, colorScheme: "dark" }, problems);
  await picture(browser, url, `${name}-phone`, { viewport: { width: 390, height: 844 } }, problems);
  await print(browser, url, `${name}-print`);
  return problems;
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const file of reports.map((r) => resolve(r))) {
  const report = relative(join(folder, "../.."), file);
  const url = pathToFileURL(file).href;
  const name = join(folder, basename(dirname(file)));
  check(`${report}: valid HTML`, await valid(file));
  for (const scheme of ["light", "dark"]) {
    const wide = { width: 1280, height: 900 };
    check(`${report}: accessible, ${scheme}`, await accessible(browser, url, scheme, wide));
  }
  const phone = { width: 390, height: 844 };
  check(`${report}: accessible on a phone`, await accessible(browser, url, "light", phone));
  const on = await read(browser, url, true);
  const off = await read(browser, url, false);
  const others = on.requests.filter((r) => r !== url);
  check(`${report}: one request, the page itself`,
    on.requests.length === 1 ? others : [`${on.requests.length} requests`, ...others]);
  check(`${report}: no complaint of the browser`, on.complaints);
  check(`${report}: reads the same without scripts`, on.text === off.text ? [] : ["it differs"]);
  check(`${report}: fits its screens`, await pictures(browser, url, name));
}
await browser.close();
if (noPictures) console.log("pdftoppm is not installed: no pictures of the print");
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
