"use strict";
// Adds tabs, filter, order, keys and copying. Without it the report is one long page, with nothing missing.
(() => {
  const find = (query, at = document) => at.querySelector(query);
  const all = (query, at = document) => [...at.querySelectorAll(query)];
  const sections = all("main > section");
  const box = find("#q"), said = find("#said"), help = find("#help"), everything = find("#all");
  const picks = ["regime", "severity", "impact", "order"].map((name) => find("#" + name));
  const lists = new Map();
  let current = sections[0], cause = "", only = null;

  // A section's rows in their order: an element, or in a long report the source of one. The lists choose by `keys`.
  function rowsOf(section) {
    const held = find(":scope > noscript", section);
    if (held) lists.set(section, sources(section, held));
    if (!lists.has(section)) lists.set(section, all(".row", section).map((el, at) => ({ el, at, keys: el.dataset.k, n: el.dataset.n, l: el.dataset.l, text: null })));
    return lists.get(section);
  }

  // A long report keeps its pages as the text of a noscript element; the site's own "<" are escaped in it.
  function sources(section, held) {
    const whole = held.textContent, start = '<details class="page row"', rows = [];
    for (let at = whole.indexOf(start), next; at >= 0; at = next) {
      next = whole.indexOf(start, at + 1);
      const html = whole.slice(at, next < 0 ? undefined : next);
      const [, keys, n, l] = /data-k="([^"]*)" data-n="(\d+)" data-l="(\d+)"/.exec(html);
      rows.push({ html, section, at: rows.length, keys, n, l, text: null });
    }
    const list = document.createElement("div"), button = made("Show more");
    list.className = "drawn";
    button.addEventListener("click", () => draw(list));
    new IntersectionObserver(([seen]) => { if (seen.isIntersecting) draw(list); }, { rootMargin: "300px" }).observe(button);
    held.replaceWith(list, button);
    return rows;
  }

  function made(name) {
    return Object.assign(document.createElement("button"), { type: "button", textContent: name });
  }

  function draw(list, rows = list.rows, from = list.childElementCount, many = 50) {
    list.rows = rows;
    if (from === 0) list.replaceChildren();
    list.insertAdjacentHTML("beforeend", rows.slice(from, from + many).map((row) => row.html).join("")); // escaped where it was made
    list.nextElementSibling.hidden = list.childElementCount >= rows.length;
  }

  const decoded = (whole, name) => ({ amp: "&", lt: "<", gt: ">", "#34": '"', quot: '"', "#39": "'", "#x27": "'" })[name];
  const plain = (html) => html.replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt|#34|quot|#39|#x27);/g, decoded);
  const textOf = (row) => (row.text ??= (row.el ? row.el.textContent : plain(row.html)).toLowerCase());

  function readAhead() {
    const waiting = [...rowsOf(find("#pages")), ...rowsOf(find("#passed"))];
    const some = (idle) => {
      while (waiting.length && idle.timeRemaining() > 2) textOf(waiting.pop());
      if (waiting.length) requestIdleCallback(some);
    };
    window.requestIdleCallback?.(some);
  }

  // One finding must meet all that is chosen: its key is impact/severity/+regimes+/cause.
  function chosen() {
    const [regime, severity, impact] = picks.map((pick) => pick.value);
    if (!regime && !severity && !impact && !cause) return null;
    const any = "[^/ ]*", law = regime ? `[^/ ]*\\+${regime.replace(/[^\w-]/g, "")}\\+[^/ ]*` : any;
    return new RegExp(`(^| )${impact || any}/${severity || any}/${law}/${cause.replace(/\W/g, "") || any}( |$)`);
  }

  function filter(write = true) {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean), keys = chosen(), rows = rowsOf(current);
    const fits = (row) => (only ? row === only : (!keys || row.keys === undefined || keys.test(row.keys)) && words.every((word) => textOf(row).includes(word)));
    const fitting = rows.filter(fits), list = find(":scope > .drawn", current), left = new Set(fitting);
    if (list) draw(list, fitting, 0);
    else for (const row of rows) row.el.hidden = !left.has(row);
    const noun = current.dataset.noun + (rows.length === 1 ? "" : "s");
    everything.hidden = !words.length && !keys && !only;
    picks.forEach((pick, at) => { pick.parentNode.hidden = !(at < 3 ? ["causes", "pages"] : ["pages", "passed"]).includes(current.id); });
    said.textContent = `${fitting.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} ${noun} shown` + (cause ? ", of one cause" : "");
    if (!write) return;
    const asked = new URLSearchParams(cause && { cause });
    for (const pick of [box, ...picks]) if (pick.value) asked.set(pick.id, pick.value);
    history.replaceState(null, "", "#" + current.id + (asked.size ? "?" + asked : ""));
  }

  function arrange() {
    const by = picks[3].value;
    if (by === (current.dataset.by || "")) return;
    current.dataset.by = by;
    const rows = rowsOf(current), last = rows.at(-1)?.el, end = last?.nextSibling;
    rows.sort((a, b) => (by ? b[by] - a[by] : 0) || a.at - b.at);
    if (last) for (const row of rows) end ? end.before(row.el) : last.parentNode.append(row.el);
  }

  function show(section) {
    current = section;
    for (const one of sections) one.hidden = one !== section;
    for (const link of all(".tabs a")) link.ariaCurrent = link.hash === "#" + section.id ? "true" : null;
  }

  function copyable(at) {
    for (const text of all("pre.take", at)) {
      if (find("span", text) || text.closest("details:not([open])")) continue;
      const buttons = document.createElement("span"), what = text.dataset.what, both = what === "Ignore" && text.closest(".finding");
      for (const name of both ? ["Copy ignore", "Copy as decision"] : ["Copy"]) {
        const button = made(name);
        if (!both) button.setAttribute("aria-label", "Copy: " + what);
        buttons.append(button);
      }
      text.append(buttons);
    }
  }

  async function copy(button) {
    const name = button.textContent, around = button.closest("pre");
    let text = [...around.childNodes].filter((node) => node !== button.parentNode).map((node) => node.textContent).join("");
    // A decision names what an ignore names, and says which way it goes.
    if (name === "Copy as decision") text = text.replace("[[ignore]]", "[[decision]]") + '\nverdict = "accept"    # or "reject": then it is an error';
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy"); // without a clipboard, as on plain http
      area.remove();
      button.focus();
    }
    said.textContent = "Copied.";
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = name; }, 1500);
  }

  // In a long report #f-… may not be drawn yet: then its page alone is shown.
  function sought(name) {
    if (!/^f-\w+$/.test(name)) return null;
    return all("#pages, #passed").flatMap(rowsOf).find((row) => row.html?.includes(`id="${name}"`)) ?? null;
  }

  function route() {
    const [name, query = ""] = location.hash.slice(1).split("?"), asked = new URLSearchParams(query);
    only = sought(name);
    const at = only ? only.section : document.getElementById(name), section = at?.closest("main > section") ?? sections[0];
    const within = Boolean(only) || (Boolean(at) && at !== section);
    for (const pick of [box, ...picks]) pick.value = (!within && asked.get(pick.id)) || "";
    cause = (!within && asked.get("cause")) || "";
    show(section);
    arrange();
    filter(false);
    all(".found").forEach((one) => one.classList.remove("found"));
    if (within) reveal(document.getElementById(name));
    else if (at) requestAnimationFrame(() => scrollTo(0, Math.min(scrollY, find(".bar-top").dataset.top)));
  }

  function reveal(target) {
    if (target.localName === "article") find("details", target).open = true;
    for (let at = target; at; at = at.parentElement?.closest("details")) if (at.localName === "details") at.open = true;
    target.classList.add("found");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    requestAnimationFrame(() => target.scrollIntoView({ block: "start" }));
  }

  function move(step) {
    const stops = all(".row:not([hidden]) > summary, .row:not([hidden]) > details > summary", current);
    const here = stops.findIndex((stop) => stop.closest(".row").contains(document.activeElement));
    const next = stops[here < 0 ? 0 : Math.max(0, Math.min(stops.length - 1, here + step))];
    next?.focus({ preventScroll: true });
    next?.closest(".row").scrollIntoView({ block: "nearest" });
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target === box && event.key === "Escape") { box.value = ""; only = null; filter(); box.blur(); }
    if (/^(input|select|textarea)$/.test(event.target.localName) || !find("#keys-on").checked) return;
    const arrow = event.target.localName === "summary" ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : 0;
    const step = { j: 1, k: -1 }[event.key] || arrow;
    if (step) move(step); else if (event.key === "/") { box.focus(); box.select(); } else if (event.key === "?") help.showModal(); else return;
    event.preventDefault();
  }

  find(".bar-top").dataset.top = find(".bar-top").offsetTop; // before it sticks
  document.documentElement.classList.add("js");
  find("#filter").hidden = false;
  find("#filter").addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", () => { only = null; filter(); });
  picks.forEach((pick) => pick.addEventListener("change", () => { only = null; if (pick.id === "order") arrange(); filter(); }));
  everything.addEventListener("click", () => { [box, ...picks.slice(0, 3)].forEach((pick) => { pick.value = ""; }); cause = ""; only = null; filter(); box.focus(); });
  find("#more").addEventListener("click", (event) => event.target.setAttribute("aria-expanded", find("#filter").classList.toggle("open")));
  find("#print").addEventListener("click", () => print());
  find("#keys").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => { if (event.target.matches("pre.take button") && event.target.textContent !== "Copied") copy(event.target); });
  document.addEventListener("toggle", (event) => { if (event.target.localName === "details" && event.target.open) copyable(event.target); }, true);
  addEventListener("hashchange", route);
  addEventListener("beforeprint", () => all(".drawn").forEach((list) => draw(list, list.rows, list.childElementCount, 1500)));
  route();
  copyable(document);
  readAhead();
})();
