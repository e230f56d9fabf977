// check.mjs: the checks of tests/browser/run. Arguments: folder for pictures, reports.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
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
  await page.evaluate(() => document.querySelectorAll(".tool").forEach((e) => e.remove()));
  const text = await page.locator("body").innerText();
  await context.close();
  return { requests, complaints, text };
}

// What the page's own script adds works, and a keyboard reaches it. Runs in the page.
function useTables() {
  const problems = [];
  const visible = (rows) => rows.filter((r) => !r.hidden).length;
  for (const table of document.querySelectorAll("section.scroll table")) {
    const name = table.caption.textContent;
    const rows = () => [...table.tBodies[0].rows];
    const before = rows();
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = head.querySelector("button");
      if (!button !== before.length < 2) problems.push(`${name}: a lone row sorts, or rows do not`);
      if (!button) return;
      const seen = [];
      for (let i = 0; i < 2; i++) {
        button.click();
        seen.push(head.getAttribute("aria-sort"));
        const cells = rows().map((r) => r.cells[column]);
        const numbers = cells.map((c) => c.querySelector("time")
          ? Date.parse(c.querySelector("time").dateTime)
          : c.classList.contains("n") ? +c.textContent.replace(/[^\d]/g, "") : NaN);
        const plain = cells.every((c) => /^[\d\s\u202f,]+$/.test(c.textContent) ||
          c.querySelector("time"));
        if (plain && numbers.some((n, k) => k && (seen[i] === "ascending"
          ? n < numbers[k - 1] : n > numbers[k - 1])))
          problems.push(`${name}: column ${column + 1} is not ${seen[i]}`);
      }
      button.click();
      if (seen.join() !== "descending,ascending" && seen.join() !== "ascending,descending")
        problems.push(`${name}: aria-sort says ${seen}`);
      if (head.hasAttribute("aria-sort") || rows().some((r, i) => r !== before[i]))
        problems.push(`${name}: the third press does not give the page's own order`);
    });
    const tool = table.closest("section").previousElementSibling;
    const field = tool?.matches(".tool") ? tool.querySelector("input") : null;
    if (!field !== before.length <= 12) problems.push(`${name}: ${before.length} rows, filter?`);
    if (!field) continue;
    const type = (text) => {
      field.value = text;
      field.dispatchEvent(new Event("input"));
    };
    type(before.at(-1).textContent.trim().split(/\s+/)[0].toUpperCase());
    if (visible(before) === 0 || before.at(-1).hidden) problems.push(`${name}: hides what fits`);
    type("there is no such row");
    if (visible(before) !== 0) problems.push(`${name}: shows what does not fit`);
    if (!tool.querySelector("[role=status]").textContent.startsWith("0"))
      problems.push(`${name}: does not say how many rows are left`);
    type("");
    if (visible(before) !== before.length) problems.push(`${name}: an empty filter hides rows`);
  }
  return problems;
}

function useFigures() {
  const problems = [];
  for (const plot of document.querySelectorAll("section.plot")) {
    const name = plot.getAttribute("aria-label");
    const svg = plot.querySelector("svg");
    const whole = svg.getAttribute("viewBox");
    const tool = plot.previousElementSibling;
    const buttons = tool?.matches(".zoom") ? [...tool.querySelectorAll("button")] : [];
    if (buttons.length !== 3) {
      problems.push(`${name}: has no zoom`);
      continue;
    }
    const width = () => +svg.getAttribute("viewBox").split(" ")[2];
    const press = (key) => plot.dispatchEvent(new KeyboardEvent("keydown", { key }));
    buttons[0].click();
    const near = width();
    if (!(near < +whole.split(" ")[2])) problems.push(`${name}: zooming in changes nothing`);
    const here = svg.getAttribute("viewBox");
    press("ArrowRight");
    if (svg.getAttribute("viewBox") === here) problems.push(`${name}: an arrow does not move it`);
    press("+");
    if (!(width() < near)) problems.push(`${name}: + does not zoom in`);
    buttons[1].click();
    if (Math.abs(width() - near) > 1e-6) problems.push(`${name}: zooming out is no way back`);
    buttons[2].click();
    if (svg.getAttribute("viewBox") !== whole) problems.push(`${name}: is not whole again`);
  }
  return problems;
}

async function use(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  const problems = [...await page.evaluate(useTables), ...await page.evaluate(useFigures)];
  await page.close();
  return problems;
}

// Tab goes to every control in the order of the page, each shows that it has the focus, and none
// holds it. Folds stay as they are: what they hide is reached once they are open.
async function walk(browser, url, javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(url);
  const wanted = await page.evaluate(() => {
    const controls = [...document.querySelectorAll(
      "a[href], button, input, summary, [tabindex='0']")].filter((e) => e.checkVisibility());
    controls.forEach((e, i) => e.setAttribute("data-walk", i));
    return controls.map((e) => e.outerHTML.slice(0, 100));
  });
  const walked = [];
  for (let i = 0; i < wanted.length; i++) {
    await page.keyboard.press("Tab");
    walked.push(await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return [+(document.activeElement.getAttribute("data-walk") ?? -1),
        style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
    }));
  }
  await context.close();
  const problems = wanted.filter((_, i) => !walked.some(([at]) => at === i))
    .map((e) => `not reached: ${e}`);
  walked.forEach(([at, shown], i) => {
    if (at !== i) problems.push(`step ${i + 1} goes to ${wanted[at]}, not to ${wanted[i]}`);
    if (!shown) problems.push(`does not show its focus: ${wanted[at]}`);
  });
  return problems;
}

// A reader has it within two seconds.
async function quick(browser, url) {
  const page = await browser.newPage();
  const start = Date.now();
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done())));
  const took = Date.now() - start;
  await page.close();
  return took <= 2000 ? [] : [`${took} ms`];
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
  if (/<script[ >]/.test(readFileSync(file, "utf8")))
    check(`${report}: tables sort and filter, figures zoom`, await use(browser, url));
  check(`${report}: a keyboard reaches everything`, await walk(browser, url, true));
  check(`${report}: and without scripts`, await walk(browser, url, false));
  check(`${report}: opens in two seconds`, await quick(browser, url));
  check(`${report}: 5 MB at most`,
    statSync(file).size <= 5e6 ? [] : [`${statSync(file).size} bytes`]);
  check(`${report}: fits its screens`, await pictures(browser, url, name));
}
await browser.close();
if (noPictures) console.log("pdftoppm is not installed: no pictures of the print");
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
