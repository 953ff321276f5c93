"use strict";
// The search. Its index is a script, since a page that was opened from a disk may read no other file.
(function () {
  const most = 40;
  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const list = document.getElementById("results");
  const status = document.getElementById("result-count");
  let items = null;
  let found = [];
  let selected = -1;
  let isLoading = false;

  box.hidden = false;

  function load() {
    if (items || isLoading) {
      return;
    }
    isLoading = true;
    const script = document.createElement("script");
    script.src = "search.js";
    script.onload = function () {
      items = prepare(window.manualIndex);
      update();
    };
    script.onerror = function () {
      isLoading = false;
      status.textContent = "The index of the search, search.js, can't be read.";
    };
    document.head.append(script);
  }

  function prepare(index) {
    const all = [];
    for (const [page, title] of index.titles.entries()) {
      const file = index.files[page];
      all.push({ name: title, low: title.toLowerCase(), also: file.toLowerCase(), kind: file ? "module" : "page", where: file, href: index.pages[page] + ".html", summary: "", isPart: false });
    }
    for (const [text, page, anchor] of index.headings) {
      all.push({ name: text, low: text.toLowerCase(), kind: "heading", where: index.titles[page], href: index.pages[page] + ".html#" + encodeURIComponent(anchor), summary: "", isPart: false });
    }
    for (const [name, kind, page, anchor, summary, parts] of index.entries) {
      const file = index.pages[page] + ".html";
      all.push({ name, low: name.toLowerCase(), kind: index.kinds[kind], where: index.titles[page], href: file + "#" + encodeURIComponent(anchor), summary, isPart: false });
      for (const part of parts) {
        const [label, place] = typeof part === "string" ? [part, anchor + "." + part] : part;
        const whole = name + "." + label;
        all.push({ name: whole, low: whole.toLowerCase(), last: label.toLowerCase(), kind: "in " + index.kinds[kind], where: index.titles[page], href: file + "#" + encodeURIComponent(place), summary: "", isPart: true });
      }
    }
    return all;
  }

  // Lower is better; -1 is no match. A name itself (a module has two: its title and its file's), its beginning, the beginning of a word in it, anywhere, in its summary.
  function rank(item, words) {
    let sum = 0;
    for (const word of words) {
      let score = rankWord(item, item.low, word);
      if (item.also) {
        const other = rankWord(item, item.also, word);
        score = score < 0 || (other >= 0 && other < score) ? other : score;
      }
      if (score < 0) {
        return -1;
      }
      sum += score;
    }
    return sum + (item.isPart ? 3 : 0) + Math.min(item.low.length / 100, 0.9);
  }

  function rankWord(item, low, word) {
    const at = low.indexOf(word);
    if (low === word) {
      return 0;
    }
    if (at === 0) {
      return 2;
    }
    if (item.isPart && item.last === word) {
      return 3;
    }
    if (at > 0) {
      return /[-_. /]/.test(low[at - 1]) ? 4 : 6;
    }
    if (flat(low).includes(flat(word))) {
      return 7;
    }
    return item.summary.toLowerCase().includes(word) ? 8 : -1;
  }

  // As programs write names: blockdev_add, BlockdevAdd.
  function flat(name) {
    return name.replace(/[-_]/g, "");
  }

  function update() {
    const words = input.value.toLowerCase().split(/[\s"'`(),]+/).filter(word => flat(word) !== "");
    if (!items || words.length === 0) {
      close();
      return;
    }
    found = [];
    for (const item of items) {
      const score = rank(item, words);
      if (score >= 0) {
        found.push([score, item]);
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    const count = found.length;
    found = found.slice(0, most).map(pair => pair[1]);
    list.replaceChildren(...found.map(show));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = count === 0 ? "Nothing found." : count + " found.";
    select(found.length > 0 ? 0 : -1);
  }

  function show(item, number) {
    const line = document.createElement("li");
    line.id = "result-" + number;
    line.setAttribute("role", "option");
    line.append(span("found", item.name), " ", span("about", item.where && item.where !== item.name ? item.kind + ", " + item.where : item.kind));
    if (item.summary) {
      line.append(span("summary", item.summary));
    }
    line.addEventListener("click", event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) {
        open(item);
      } else {
        go(item);
      }
    });
    line.addEventListener("auxclick", event => {
      if (event.button === 1) {
        open(item);
      }
    });
    return line;
  }

  function span(name, text) {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    return made;
  }

  function select(number) {
    if (selected >= 0 && list.children[selected]) {
      list.children[selected].setAttribute("aria-selected", "false");
    }
    selected = number;
    const line = list.children[number];
    if (number >= 0 && line) {
      line.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    found = [];
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    select(-1);
  }

  function go(item) {
    input.value = "";
    close();
    location.href = item.href;
  }

  // Beside the manual, as a link would be.
  function open(item) {
    window.open(item.href, "_blank", "noopener");
  }

  // The focus stays where the words are, whatever is pressed.
  list.addEventListener("mousedown", event => event.preventDefault());
  input.addEventListener("focus", load);
  input.addEventListener("input", function () {
    load();
    update();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length > 0) {
        select((selected + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
      }
    } else if (event.key === "Enter" && found[selected]) {
      event.preventDefault();
      go(found[selected]);
    } else if (event.key === "Escape") {
      input.value = "";
      close();
    }
  });
  document.addEventListener("keydown", function (event) {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    }
  });
  window.addEventListener("beforeprint", function () {
    for (const fold of document.querySelectorAll("details")) {
      fold.open = true;
    }
  });
})();
