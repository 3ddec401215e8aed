"use strict";
// Adds tabs, filter, order, keys and copying. Without it the report is one long page, with nothing missing.
(() => {
  const find = (query, at = document) => at.querySelector(query);
  const all = (query, at = document) => [...at.querySelectorAll(query)];
  const sections = all("main > section");
  const box = find("#q"), said = find("#said"), help = find("#help"), everything = find("#all");
  const picks = ["regime", "severity", "impact", "order"].map((name) => find("#" + name));
  const lists = new Map();
  let current = sections[0], cause = "";

  // A section's rows: the element, what the lists choose by, and its text, which is read when it is first needed.
  function rowsOf(section) {
    if (!lists.has(section)) lists.set(section, all(".row", section).map((el, at) => ({ el, at, keys: el.dataset.k, text: null })));
    return lists.get(section);
  }

  // A long report keeps a page's details as the text of a noscript element until they are opened; its markup is not searched.
  function textOf(row) {
    if (row.text === null) {
      const held = find("noscript", row.el);
      const inside = held ? held.textContent.replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt|#34|#39);/g, decoded) : "";
      row.text = ((held ? find("summary", row.el) : row.el).textContent + inside).toLowerCase();
    }
    return row.text;
  }
  const decoded = (whole, name) => ({ amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'" })[name];

  function readAhead() {
    const waiting = [...rowsOf(find("#pages")), ...rowsOf(find("#passed"))];
    const some = (idle) => {
      while (waiting.length && idle.timeRemaining() > 2) textOf(waiting.pop());
      if (waiting.length) requestIdleCallback(some);
    };
    if (window.requestIdleCallback) requestIdleCallback(some);
  }

  // One finding must meet all that is chosen: its key is impact/severity/+regimes+/cause.
  function chosen() {
    const [regime, severity, impact] = picks.map((pick) => pick.value);
    if (!regime && !severity && !impact && !cause) return null;
    const any = "[^/ ]*";
    const law = regime ? `${any}\\+${regime.replace(/[^\w-]/g, "")}\\+${any}` : any;
    return new RegExp(`(^| )${impact || any}/${severity || any}/${law}/${cause.replace(/\W/g, "") || any}( |$)`);
  }

  function filter(write = true) {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean), keys = chosen(), rows = rowsOf(current);
    let shown = 0;
    for (const row of rows) {
      const fits = (!keys || row.keys === undefined || keys.test(row.keys)) && words.every((word) => textOf(row).includes(word));
      if (row.el.hidden === fits) row.el.hidden = !fits;
      if (fits) shown += 1;
    }
    const noun = current.dataset.noun + (rows.length === 1 ? "" : "s");
    everything.hidden = !words.length && !keys;
    picks.forEach((pick, at) => { pick.parentNode.hidden = !(at < 3 ? ["causes", "pages"] : ["pages", "passed"]).includes(current.id); });
    said.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} ${noun} shown` + (cause ? ", of one cause" : "");
    if (write) remember();
  }

  function remember() {
    const asked = new URLSearchParams();
    for (const pick of [box, ...picks]) if (pick.value) asked.set(pick.id, pick.value);
    if (cause) asked.set("cause", cause);
    history.replaceState(null, "", "#" + current.id + (asked.size ? "?" + asked : ""));
  }

  function arrange() {
    const by = picks[3].value;
    if (by === (current.dataset.by || "")) return;
    current.dataset.by = by;
    const rows = rowsOf(current).filter((row) => row.el.localName === "details" && row.keys !== undefined);
    if (!rows.length) return;
    const end = rows.reduce((last, row) => (last.compareDocumentPosition(row.el) & 4 ? row.el : last), rows[0].el).nextSibling;
    const parent = rows[0].el.parentNode, sorted = document.createDocumentFragment();
    rows.sort((a, b) => (by ? b.el.dataset[by] - a.el.dataset[by] : 0) || a.at - b.at).forEach((row) => sorted.append(row.el));
    parent.insertBefore(sorted, end);
  }

  function show(section) {
    current = section;
    for (const one of sections) one.hidden = one !== section;
    for (const link of all(".tabs a")) {
      if (link.hash === "#" + section.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }

  function expand(details) {
    const held = find(":scope > noscript", details);
    if (!held) return;
    const inside = document.createElement("div");
    inside.innerHTML = held.textContent; // the report's own markup, escaped where it was made
    held.replaceWith(inside);
  }

  function copyable(at) {
    for (const text of all("pre.take", at)) {
      if (find("span", text) || text.closest("details:not([open])")) continue;
      const buttons = document.createElement("span");
      const what = text.dataset.what, both = what === "Ignore" && text.closest(".finding");
      for (const name of both ? ["Copy ignore", "Copy as decision"] : ["Copy"]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = name;
        if (!both) button.setAttribute("aria-label", "Copy: " + what);
        buttons.append(button);
      }
      text.append(buttons);
    }
  }

  // A decision names what an ignore names, and says which way it goes.
  function textFor(button) {
    const buttons = button.parentNode;
    const text = [...buttons.parentNode.childNodes].filter((node) => node !== buttons).map((node) => node.textContent).join("");
    const decided = button.textContent === "Copy as decision";
    return decided ? text.replace("[[ignore]]", "[[decision]]") + '\nverdict = "accept"    # or "reject": then it is an error' : text;
  }

  async function copy(button) {
    const text = textFor(button), name = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    said.textContent = "Copied.";
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = name; }, 1500);
  }

  // #f-… may still be held as text: the row that has it is opened first.
  function sought(name) {
    const row = /^f-\w+$/.test(name) && all("#pages > .row, #passed > .row").find((one) => find("noscript", one)?.textContent.includes(`id="${name}"`));
    if (row) expand(row);
    return document.getElementById(name);
  }

  function route() {
    const [name, query = ""] = location.hash.slice(1).split("?"), asked = new URLSearchParams(query);
    const target = name ? sought(name) : null, section = target?.closest("main > section") ?? sections[0];
    const within = Boolean(target) && target !== section;
    for (const pick of [box, ...picks]) pick.value = (!within && asked.get(pick.id)) || "";
    cause = (!within && asked.get("cause")) || "";
    show(section);
    arrange();
    filter(false);
    all(".found").forEach((one) => one.classList.remove("found"));
    if (within) reveal(target); else if (target) requestAnimationFrame(() => scrollTo(0, Math.min(scrollY, find(".bar-top").dataset.top)));
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
    const stops = rowsOf(current).filter((row) => !row.el.hidden).map((row) => find("summary", row.el)).filter(Boolean);
    const here = stops.findIndex((stop) => stop.closest(".row").contains(document.activeElement));
    const next = stops[here < 0 ? 0 : Math.max(0, Math.min(stops.length - 1, here + step))];
    next?.focus({ preventScroll: true });
    next?.closest(".row").scrollIntoView({ block: "nearest" });
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target === box && event.key === "Escape") { box.value = ""; filter(); box.blur(); }
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
  box.addEventListener("input", () => filter());
  picks.forEach((pick) => pick.addEventListener("change", () => { if (pick.id === "order") arrange(); filter(); }));
  everything.addEventListener("click", () => { [box, ...picks.slice(0, 3)].forEach((pick) => { pick.value = ""; }); cause = ""; filter(); box.focus(); });
  find("#more").addEventListener("click", (event) => event.target.setAttribute("aria-expanded", find("#filter").classList.toggle("open")));
  find("#print").addEventListener("click", () => print());
  find("#keys").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => { if (event.target.matches("pre.take button") && event.target.textContent !== "Copied") copy(event.target); });
  document.addEventListener("toggle", (event) => { if (event.target.localName === "details" && event.target.open) { expand(event.target); copyable(event.target); } }, true);
  addEventListener("hashchange", route);
  addEventListener("beforeprint", () => { if (all(".row noscript").length <= 1500) all("details.row").forEach(expand); });
  route();
  copyable(document);
  readAhead();
})();
