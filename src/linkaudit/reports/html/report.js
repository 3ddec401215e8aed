"use strict";
// Adds tabs, filter, order, keys and copying. Without it the report is one long page, with nothing missing.
(() => {
  const find = (query, at = document) => at.querySelector(query);
  const all = (query, at = document) => [...at.querySelectorAll(query)];
  const sections = all("main > section");
  const box = find("#q"), said = find("#said"), help = find("#help"), everything = find("#all");
  const picks = ["regime", "severity", "impact", "order"].map((name) => find("#" + name));
  const lists = new Map();
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "(?:&#34;|&quot;)", "'": "(?:&#39;|&#x27;)" };
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
    const whole = held.textContent, start = '<details class="page row"', rows = [], ends = [];
    for (let from = whole.indexOf(start), to; from >= 0 && from < whole.length; from = to) {
      to = whole.indexOf(start, from + 1);
      if (to < 0) to = whole.length;
      const html = whole.slice(from, to);
      const [, keys, n, l] = /data-k="([^"]*)" data-n="(\d+)" data-l="(\d+)"/.exec(html);
      rows.push({ html, section, at: rows.length, keys, n, l });
      ends.push(to);
    }
    Object.assign(rows, { whole, ends });
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

  const textOf = (row) => (row.text ??= row.el.textContent.toLowerCase());

  // Which of the undrawn rows say a word. The whole source is searched as it is: making text of it first would take a second.
  function saying(rows, word) {
    const escaped = word.replace(/[\\^$.*+?()[\]{}|\/]/g, "\\$&").replace(/[&<>"']/g, (sign) => SIGNS[sign]);
    const { whole, ends } = rows, wanted = new RegExp(escaped, "gi"), found = new Uint8Array(rows.length);
    for (let row = 0, hit; (hit = wanted.exec(whole));) {
      const at = hit.index, tag = whole.lastIndexOf("<", at);
      while (ends[row] <= at) row++;
      if (tag > whole.lastIndexOf(">", at)) wanted.lastIndex = whole.indexOf(">", at); // it names a tag or its attribute
      else if (/&[#\w]{0,4}$/.test(whole.slice(Math.max(0, at - 5), at))) wanted.lastIndex = at + 1; // or stands inside &amp;
      else { found[row] = 1; wanted.lastIndex = ends[row]; }
    }
    return found;
  }

  // The first file of a large site knows of each part how its findings' fingerprints begin, its rules, and its pages' addresses.
  function index(row) {
    if (!row.names) {
      const [prints, rules, ...names] = find("template", row.el).content.textContent.trimEnd().split("\n");
      Object.assign(row, { prints, rules, names, low: names.map((name) => name.toLowerCase()) });
    }
    return row;
  }

  const has = (text, words) => words.every((word) => text.includes(word));

  // What says all the words; of parts also which pages do by their address.
  function teller(rows, words) {
    if (!words.length) return () => true;
    const masks = rows.whole === undefined ? [] : words.map((word) => saying(rows, word));
    return (row) => {
      if (row.html) return masks.every((mask) => mask[row.at]);
      if (!row.el.matches(".part")) return has(textOf(row), words);
      row.named = index(row).names.filter((name, at) => has(row.low[at], words));
      return row.named.length > 0 || has(row.rules, words) || has(textOf(row), words);
    };
  }

  // Part by part: how many findings are meant, and a link that takes the choice along.
  function partwise(parts, asked, keys) {
    const list = find(".by-name", current), named = [];
    for (const { el, named: names } of parts) {
      const link = find("a", el), file = link.getAttribute("href").split("#")[0], counts = el.dataset.c.split(" "), told = find(".told", el);
      link.setAttribute("href", file + "#" + current.id + (asked.size ? "?" + asked : ""));
      const meant = el.dataset.k.split(" ").reduce((sum, key, at) => sum + (!keys || keys.test(key) ? Number(counts[at]) : 0), 0);
      if (told) told.textContent = (keys ? `${meant.toLocaleString("en")} of ` : "") + Number(el.dataset.n).toLocaleString("en");
      for (const name of (box.value.trim() && names) || []) named.push([file, name]);
    }
    list.hidden = !named.length;
    list.replaceChildren(...named.slice(0, 50).map(([file, name]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = file + "#" + current.id + "?" + new URLSearchParams({ q: name });
      link.textContent = name;
      item.append(link);
      return item;
    }), ...(named.length > 50 ? [Object.assign(document.createElement("li"), { textContent: `… and ${(named.length - 50).toLocaleString("en")} more` })] : []));
    return named.length ? `, ${named.length.toLocaleString("en")} page${named.length === 1 ? "" : "s"} by address` : "";
  }

  // One finding must meet all that is chosen: its key is impact/severity/+regimes+/cause.
  function chosen() {
    const [regime, severity, impact] = picks.map((pick) => pick.value);
    if (!regime && !severity && !impact && !cause) return null;
    const any = "[^/ ]*", law = regime ? `[^/ ]*\\+${regime.replace(/[^\w-]/g, "")}\\+[^/ ]*` : any;
    return new RegExp(`(^| )${impact || any}/${severity || any}/${law}/${cause.replace(/\W/g, "") || any}( |$)`);
  }

  function filter(write = true) {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean), keys = chosen(), rows = rowsOf(current), says = teller(rows, words);
    const fits = (row) => (only ? row === only : (!keys || row.keys === undefined || keys.test(row.keys)) && says(row));
    const fitting = rows.filter(fits), list = find(":scope > .drawn", current), left = new Set(fitting);
    if (list) draw(list, fitting, 0);
    else for (const row of rows) row.el.hidden = !left.has(row);
    const noun = current.dataset.noun + (rows.length === 1 ? "" : "s");
    everything.hidden = !words.length && !keys && !only;
    picks.forEach((pick, at) => { pick.parentNode.hidden = !(at < 3 ? ["causes", "pages"] : ["pages", "passed"]).includes(current.id); });
    said.textContent = `${fitting.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} ${noun} shown` + (cause ? ", of one cause" : "");
    const asked = new URLSearchParams(cause && { cause });
    for (const pick of [box, ...picks]) if (pick.value) asked.set(pick.id, pick.value);
    if (find(".by-name", current)) said.textContent += partwise(fitting, asked, keys);
    const hash = "#" + current.id + (asked.size ? "?" + asked : "");
    for (const link of all("[rel=prev], [rel=next]")) link.setAttribute("href", link.getAttribute("href").split("#")[0] + hash);
    if (write) history.replaceState(null, "", hash);
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
    const tabs = find(".tabs");
    for (const link of all("a", tabs)) link.ariaCurrent = link.hash === "#" + section.id ? "true" : null;
    const here = find("[aria-current]", tabs);
    if (here) tabs.scrollLeft = here.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2; // on a phone they don't all fit
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

  // Of a large site #f-… stands in a part: there then.
  function elsewhere(name) {
    const print = " " + name.slice(2, 12);
    return sections.flatMap(rowsOf).find((row) => row.el?.matches(".part") && index(row).prints.includes(print));
  }

  // In a long report #f-… may not be drawn yet: then its page alone is shown.
  function sought(name) {
    if (!/^f-\w+$/.test(name)) return null;
    return all("#pages, #passed").flatMap(rowsOf).find((row) => row.html?.includes(`id="${name}"`)) ?? null;
  }

  function route() {
    const [name, query = ""] = location.hash.slice(1).split("?"), asked = new URLSearchParams(query);
    only = document.getElementById(name) ? null : sought(name);
    const part = /^f-\w+$/.test(name) && !only && !document.getElementById(name) && elsewhere(name);
    if (part) return location.replace(find("a", part.el).href.split("#")[0] + "#" + name);
    const at = only ? only.section : document.getElementById(name), section = at?.closest("main > section") ?? sections[0];
    const within = Boolean(only) || (Boolean(at) && at !== section);
    for (const pick of [box, ...picks]) pick.value = (!within && asked.get(pick.id)) || "";
    cause = (!within && asked.get("cause")) || "";
    show(section);
    arrange();
    filter(false);
    all(".found").forEach((one) => one.classList.remove("found"));
    if (within) reveal(document.getElementById(name));
    else if (at) soon(() => scrollTo(0, Math.min(scrollY, find(".bar-top").dataset.top)));
  }

  function soon(what) { // the browser goes to the address's place by itself, last when the file has been read
    requestAnimationFrame(what);
    if (document.readyState !== "complete") addEventListener("load", () => requestAnimationFrame(what), { once: true });
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
    const stops = all(".row:not([hidden]) > summary, .row:not([hidden]) > details > summary, .part:not([hidden]) a", current);
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
})();
