"use strict";
(() => {
  const root = document.currentScript.parentElement;
  const find = (selector) => root.querySelector(selector);
  const all = (selector) => [...root.querySelectorAll(selector)];
  const data = JSON.parse(find('script[type="application/json"]').textContent);
  const [list, shown, about, help, search] =
    [".list", ".shown", ".about", ".help", "input[type=search]"].map(find);
  const number = [...document.querySelectorAll(".browser")].indexOf(root);
  const SIDES = ["gold", "predicted"];

  const state = {
    errors: new Set(), labels: new Set(), query: "", view: "both", sorted: false,
    listed: [], current: null,
  };

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  // Pairs are [kind, gold, predicted]; a side is [label, facts] or null.
  const wrong = (pair) => pair[0] !== "right";
  const ofError = (pair) => !state.errors.size || state.errors.has(pair[0]);
  const ofLabel = (pair) =>
    !state.labels.size || pair.slice(1).some((side) => side && state.labels.has(side[0]));
  const wanted = (pair) => ofError(pair) && ofLabel(pair);

  function textOf(article) {
    if (article.text === undefined) {
      const holder = document.createElement("template");
      holder.innerHTML = article.rows.map((row) => row[1]).join("");
      article.text = holder.content.textContent.toLowerCase();
    }
    return article.text;
  }

  function matches(article) {
    return !state.query || article.id.toLowerCase().includes(state.query)
      || textOf(article).includes(state.query);
  }

  /* The list, and the counts on the filters' buttons. */

  function counts(buttons, pairs, names) {
    const found = new Map();
    for (const pair of pairs) {
      for (const name of names(pair)) found.set(name, (found.get(name) || 0) + 1);
    }
    for (const button of buttons) {
      button.querySelector("b").textContent = found.get(button.dataset.filter) || 0;
    }
  }

  function refresh() {
    const filtered = state.errors.size || state.labels.size;
    const searched = data.articles.filter(matches);
    const errors = searched.flatMap((article) => article.pairs.filter(wrong));
    counts(all(".errors button"), errors.filter(ofLabel), (pair) => [pair[0]]);
    counts(all(".labels button"), errors.filter(ofError),
      (pair) => new Set(pair.slice(1).filter(Boolean).map((side) => side[0])));

    const rows = searched
      .map((article) => ({ article, count: article.pairs.filter((p) => wrong(p) && wanted(p)).length }))
      .filter((row) => row.count || !filtered);
    if (state.sorted) rows.sort((a, b) => b.count - a.count);
    state.listed = rows.map((row) => row.article);
    list.replaceChildren(...rows.map(({ article, count }) => {
      const item = make("li", { id: `browser-${number}-${data.articles.indexOf(article)}` },
        make("span", { textContent: article.id }), make("b", { textContent: count }));
      item.setAttribute("role", "option");
      item.setAttribute("aria-label", `${article.id}, ${count} errors`);
      item.addEventListener("click", () => show(article));
      return item;
    }));
    const total = rows.reduce((sum, row) => sum + row.count, 0);
    find(".found").textContent =
      `${rows.length} of ${data.articles.length} articles, ${total} errors`;
    if (!state.listed.includes(state.current)) show(state.listed[0] || null);
    else mark();
  }

  /* One article. */

  function show(article) {
    state.current = article;
    hide();
    shown.replaceChildren();
    if (article) {
      const meta = Object.values(article.meta).join(" · ");
      const sides = make("div", { className: `sides ${state.view}` });
      for (const side of SIDES) {
        const heading = make("h4", { textContent: side });
        heading.dataset.side = side;
        sides.append(heading);
      }
      for (const [kind, ...cells] of article.rows) {
        cells.forEach((html, i) => {
          const cell = make("div", { className: `text ${kind}`, innerHTML: html });
          cell.dataset.side = SIDES[i];
          sides.append(cell);
        });
      }
      const step = (name, way) => {
        const button = make("button", { type: "button", textContent: name });
        button.addEventListener("click", () => move(way));
        return button;
      };
      shown.append(
        make("header", {}, make("h3", { textContent: article.id }), make("p", { textContent: meta }),
          step("previous", -1), step("next", 1)),
        sides,
      );
      for (const element of spans()) {
        const pair = pairOf(element);
        const side = element.closest(".text").dataset.side;
        element.setAttribute("role", "group");
        element.setAttribute("aria-label",
          `${element.dataset.label}, ${side}, ${pair[0]}`);
        element.tabIndex = -1;
      }
      const first = spans()[0];
      if (first) first.tabIndex = 0;
    } else {
      shown.append(make("p", { textContent: "No article matches." }));
    }
    mark();
  }

  const spans = () => [...shown.querySelectorAll(".span")];
  const pairOf = (element) => state.current.pairs[element.dataset.pair];
  const visible = (element) => element.offsetParent !== null;

  function mark() {
    for (const element of spans()) element.classList.toggle("faint", !wanted(pairOf(element)));
    for (const item of list.children) {
      const own = state.current && item.id === `browser-${number}-${data.articles.indexOf(state.current)}`;
      item.setAttribute("aria-selected", String(Boolean(own)));
      if (own) {
        list.setAttribute("aria-activedescendant", item.id);
        const top = item.offsetTop - list.offsetTop;
        if (top < list.scrollTop) list.scrollTop = top;
        else if (top + item.offsetHeight > list.scrollTop + list.clientHeight) {
          list.scrollTop = top + item.offsetHeight - list.clientHeight;
        }
      }
    }
  }

  function move(way) {
    const next = state.listed[state.listed.indexOf(state.current) + way];
    if (!next) return;
    const inList = document.activeElement === list;
    show(next);
    if (!inList) shown.focus({ preventScroll: true });
    if (shown.getBoundingClientRect().top < 0) shown.scrollIntoView();
  }

  /* Moving among spans; what one says of itself. */

  function focusSpan(element) {
    for (const other of spans()) other.tabIndex = -1;
    element.tabIndex = 0;
    element.scrollIntoView({ block: "nearest" });
    element.focus({ preventScroll: true });
  }

  function nextError(way) {
    const seen = new Set();
    const stops = spans().filter((element) => {
      const pair = pairOf(element);
      if (!visible(element) || !wrong(pair) || !wanted(pair) || seen.has(pair)) return false;
      seen.add(pair);
      return true;
    });
    const pairs = stops.map(pairOf);
    const focused = document.activeElement.closest(".span");
    const at = focused && shown.contains(focused) ? pairs.indexOf(pairOf(focused)) : -1;
    const target = at < 0 ? (way > 0 ? 0 : stops.length - 1) : at + way;
    if (stops[target]) { focusSpan(stops[target]); return; }
    const from = state.listed.indexOf(state.current);
    const ahead = way > 0 ? state.listed.slice(from + 1) : state.listed.slice(0, Math.max(from, 0)).reverse();
    const article = ahead.find((other) => other.pairs.some((pair) => wrong(pair) && wanted(pair)));
    if (!article) return;
    show(article);
    shown.focus({ preventScroll: true });
    nextError(way);
  }

  function nextSpan(way) {
    const focused = document.activeElement;
    const side = focused.closest(".text").dataset.side;
    const stops = spans().filter((s) => s.closest(".text").dataset.side === side && visible(s));
    const target = stops[stops.indexOf(focused) + way];
    if (target) focusSpan(target);
  }

  function tell(element) {
    const index = element.dataset.pair;
    const [kind, ...sides] = pairOf(element);
    const rows = [];
    sides.forEach((side, i) => {
      if (!side) return;
      const pieces = spans().filter(
        (s) => s.dataset.pair === index && s.closest(".text").dataset.side === SIDES[i]);
      rows.push([SIDES[i], `${side[0]}: ${pieces.map((s) => s.textContent).join("")}`]);
      rows.push(...Object.entries(side[1]));
    });
    about.id = `browser-${number}-about`;
    about.replaceChildren(
      make("strong", { textContent: kind }),
      make("dl", {}, ...rows.flatMap(([name, value]) =>
        [make("dt", { textContent: name }), make("dd", { textContent: value })])),
    );
    hide();
    for (const s of spans()) s.classList.toggle("lit", s.dataset.pair === index);
    element.setAttribute("aria-describedby", about.id);
    about.hidden = false;
    place(element);
  }

  function place(element) {
    const box = element.getClientRects()[0];
    const below = box.bottom + 6 + about.offsetHeight < innerHeight;
    about.style.left = `${Math.max(8, Math.min(box.left, innerWidth - about.offsetWidth - 8))}px`;
    about.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - about.offsetHeight - 6)}px`;
  }

  function hide() {
    about.hidden = true;
    for (const s of spans()) { s.classList.remove("lit"); s.removeAttribute("aria-describedby"); }
  }

  for (const event of ["focusin", "mouseover"]) {
    shown.addEventListener(event, (e) => {
      const element = e.target.closest(".span");
      if (element) tell(element);
      else if (event === "mouseover") hide();
    });
  }
  shown.addEventListener("focusout", hide);
  shown.addEventListener("mouseleave", hide);
  addEventListener("scroll", () => {
    const focused = document.activeElement.closest(".span");
    if (focused && focused.hasAttribute("aria-describedby")) place(focused);
    else hide();
  }, { passive: true });

  /* Filters and keys. */

  for (const group of ["errors", "labels"]) {
    for (const button of all(`.${group} button`)) {
      button.addEventListener("click", () => {
        const name = button.dataset.filter;
        const on = !state[group].delete(name);
        if (on) state[group].add(name);
        button.setAttribute("aria-pressed", String(on));
        refresh();
      });
    }
  }
  for (const button of all(".view button")) {
    button.addEventListener("click", () => {
      state.view = button.dataset.view;
      for (const other of all(".view button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      const sides = find(".sides");
      if (sides) sides.className = `sides ${state.view}`;
    });
  }
  find(".sort").addEventListener("click", (e) => {
    state.sorted = !state.sorted;
    e.currentTarget.setAttribute("aria-pressed", String(state.sorted));
    refresh();
  });
  find(".ask").addEventListener("click", () => help.showModal());
  search.addEventListener("input", () => {
    state.query = search.value.trim().toLowerCase();
    refresh();
  });

  function clear() {
    if (!about.hidden) { hide(); return; }
    if (document.activeElement === search && !search.value) { search.blur(); return; }
    for (const button of all("[data-filter]")) button.setAttribute("aria-pressed", "false");
    state.errors.clear();
    state.labels.clear();
    state.query = search.value = "";
    search.blur();
    refresh();
  }

  const keys = {
    j: () => move(1), k: () => move(-1), n: () => nextError(1), p: () => nextError(-1),
    "/": () => { search.focus(); search.select(); },
    "?": () => help.showModal(), Escape: clear,
  };

  document.addEventListener("keydown", (e) => {
    // Of several browsers on a page the one in focus listens, or else the first.
    const owner = document.activeElement.closest(".browser") || document.querySelector(".browser");
    if (owner !== root || help.open || e.ctrlKey || e.metaKey || e.altKey) return;
    let act = keys[e.key];
    if (e.target.matches("input, textarea, select") && e.key !== "Escape") return;
    if (e.target === list) {
      if (e.key === "ArrowDown") act = keys.j;
      if (e.key === "ArrowUp") act = keys.k;
    }
    if (e.target.matches(".span")) {
      if (e.key === "ArrowRight") act = () => nextSpan(1);
      if (e.key === "ArrowLeft") act = () => nextSpan(-1);
    }
    if (!act) return;
    e.preventDefault();
    act();
  });

  refresh();
})();
