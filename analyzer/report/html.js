// html.js: what the page does beyond being read: tables that sort and filter, figures that zoom,
// folds that open for the printer. Everything it adds is made here, so that a page without scripts
// has no dead control; it asks the network for nothing and keeps nothing.
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const french = document.documentElement.lang === "fr";
  const text = (element) => element.textContent.trim();

  function make(tag, name, content) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (content) element.textContent = content;
    return element;
  }

  function button(name, label, shown) {
    const element = make("button", name, shown || label);
    element.type = "button";
    if (shown) element.setAttribute("aria-label", label);
    return element;
  }

  // What a cell is sorted by: a moment, the length of a bar, the bars of a level, a number, a text.
  function key(cell) {
    const time = cell.querySelector("time");
    if (time) return time.dateTime;
    const bar = cell.querySelector("rect.full");
    if (bar) return +bar.getAttribute("width");
    const level = cell.querySelector(".level");
    if (level) return level.querySelectorAll("rect.on").length;
    if (!cell.classList.contains("n")) return text(cell).toLowerCase();
    const digits = text(cell).replace(french ? /[^\d,]/g : /[^\d.]/g, "").replace(",", ".");
    return digits === "" ? -1 : +digits;
  }

  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : order.compare(String(a), String(b));

  function sortable(table) {
    const body = table.tBodies[0];
    const first = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const sort = (index, direction) => {
      const rows = first.map((row, i) => ({ row, i, key: key(row.cells[index]) }));
      rows.sort((a, b) => direction * compare(a.key, b.key) || a.i - b.i);
      body.append(...(direction ? rows.map((r) => r.row) : first));
    };
    heads.forEach((head, index) => {
      const press = button("sort", text(head), "");
      const numbers = head.classList.contains("n");
      head.replaceChildren(press);
      press.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const turns = numbers ? ["descending", "ascending"] : ["ascending", "descending"];
        const next = turns[turns.indexOf(now) + 1];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        sort(index, next ? (next === "ascending" ? 1 : -1) : 0);
      });
    });
  }

  let fields = 0;
  function filterable(region, table) {
    const rows = [...table.tBodies[0].rows];
    const tool = make("p", "tool");
    const label = make("label", "", words.filter);
    const field = make("input");
    const count = make("span", "count");
    field.type = "search";
    field.id = label.htmlFor = `filter-${++fields}`;
    field.autocomplete = "off";
    field.setAttribute("aria-describedby", (count.id = `${field.id}-count`));
    count.setAttribute("role", "status");
    const plain = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    field.addEventListener("input", () => {
      const wanted = plain(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const content = plain(row.textContent);
        const squeezed = content.replace(/[\s\u202f\u00a0,]/g, "");
        row.hidden = !wanted.every((w) => content.includes(w) || squeezed.includes(w));
        shown += !row.hidden;
      }
      count.textContent = wanted.length
        ? words.rows.replace("@1", shown).replace("@2", rows.length) : "";
    });
    tool.append(label, " ", field, " ", count);
    region.before(tool);
  }

  const LONG = 12;
  for (const region of document.querySelectorAll("section.scroll")) {
    const table = region.querySelector("table");
    const rows = table.tBodies[0].rows.length;
    if (rows > 1) sortable(table);
    if (rows > LONG) filterable(region, table);
  }

  // Zoom changes the viewBox and nothing else; it stays inside of the drawing.
  function zoomable(plot) {
    const svg = plot.querySelector("svg");
    const [x0, y0, w0, h0] = svg.getAttribute("viewBox").split(" ").map(Number);
    const view = { x: x0, y: y0, scale: 1 };
    const tool = make("p", "tool zoom");
    tool.setAttribute("role", "group");
    tool.setAttribute("aria-label", `${words.zoom} ${plot.getAttribute("aria-label")}`);
    const plus = button("", words.plus, "+");
    const minus = button("", words.minus, "\u2212");
    const reset = button("", words.reset);
    const draw = () => {
      const w = w0 / view.scale;
      const h = h0 / view.scale;
      view.x = Math.min(Math.max(view.x, x0), x0 + w0 - w);
      view.y = Math.min(Math.max(view.y, y0), y0 + h0 - h);
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${w} ${h}`);
      plot.classList.toggle("zoomed", view.scale > 1);
      minus.setAttribute("aria-disabled", String(view.scale === 1));
      reset.setAttribute("aria-disabled", String(view.scale === 1));
    };
    const zoom = (factor) => {
      const scale = Math.min(Math.max(view.scale * factor, 1), 12);
      view.x += (w0 / view.scale - w0 / scale) / 2;
      view.y += (h0 / view.scale - h0 / scale) / 2;
      view.scale = scale;
      draw();
    };
    const pan = (x, y) => {
      view.x += x;
      view.y += y;
      draw();
    };
    plus.addEventListener("click", () => zoom(1.5));
    minus.addEventListener("click", () => zoom(1 / 1.5));
    reset.addEventListener("click", () => zoom(0));
    plot.addEventListener("keydown", (event) => {
      const step = w0 / view.scale / 8;
      const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0],
        ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (event.key === "+" || event.key === "=") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "0" || event.key === "Escape") zoom(0);
      else if (view.scale > 1 && ways[event.key]) pan(...ways[event.key]);
      else return;
      event.preventDefault();
    });
    let from = null;
    plot.addEventListener("pointerdown", (event) => {
      if (view.scale === 1 || event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY };
      plot.setPointerCapture(event.pointerId);
    });
    plot.addEventListener("pointermove", (event) => {
      if (!from) return;
      const unit = w0 / view.scale / svg.clientWidth;
      pan((from.x - event.clientX) * unit, (from.y - event.clientY) * unit);
      from = { x: event.clientX, y: event.clientY };
    });
    for (const end of ["pointerup", "pointercancel"])
      plot.addEventListener(end, () => (from = null));
    tool.append(plus, " ", minus, " ", reset);
    plot.before(tool);
    draw();
  }
  document.querySelectorAll("section.plot").forEach((plot) => {
    if (plot.querySelector("svg[viewBox]")) zoomable(plot);
  });

  // A link into a fold opens it; the printer gets all folds open but annexes (html.css, print), and
  // the reader gets his own back.
  const unfold = () => {
    const target = document.getElementById(location.hash.slice(1));
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open], .annex, figure *, figure + details)")];
    folded.forEach((fold) => (fold.open = true));
  });
  addEventListener("afterprint", () => {
    folded.forEach((fold) => (fold.open = false));
    folded = [];
  });
})();
