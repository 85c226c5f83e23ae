"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const words = JSON.parse(document.body.dataset.words); // notebooks/text/<language>/pages.yml
  const filled = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);

  // On a phone the two lists would push the text off the screen.
  if (matchMedia("(max-width: 64rem)").matches) all("details.toc").forEach((d) => (d.open = false));

  const codes = all("details.code");
  const button = document.getElementById("all-code");
  if (button && codes.length) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = codes.some((d) => !d.open);
      codes.forEach((d) => (d.open = open));
      button.textContent = open ? words.hide_code : words.show_code;
    });
  }

  const sizes = { million: 1e6, billion: 1e9, trillion: 1e12 };
  const number = (text) => {
    const bare = text.replace(/[\u2212\u2013]/g, "-").replace(/[^\d.eE+-]/g, "");
    const size = sizes[(text.match(/[mbtr]+illion/) || [""])[0]] || 1;
    const below = text.startsWith("<") ? 0.999 : 1; // less than 0.1 comes before 0.1
    return /\d/.test(bare) ? parseFloat(bare) * size * below : NaN;
  };
  const compare = (numeric, sign) => (a, b) => {
    if (!numeric) return sign * a.key.localeCompare(b.key, "en", { numeric: true });
    const [x, y] = [number(a.key), number(b.key)];
    if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y); // gaps stay last either way
    return sign * (x - y);
  };
  const sort = (table, heading, column) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    all("thead th", table).forEach((th) => th.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, key: row.cells[column].textContent.trim() }));
    rows.sort(compare(heading.classList.contains("num"), down ? -1 : 1));
    body.append(...rows.map((entry) => entry.row));
  };
  all("form.filters").forEach((form) => {
    const rows = all("tbody tr", document.getElementById(form.dataset.table));
    const search = form.querySelector("input");
    const selects = all("select", form);
    const narrow = () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (row) => {
        const text = row.textContent.toLowerCase();
        return wanted.every((word) => text.includes(word)) && selects.every(
          (s) => !s.value || row.getAttribute("data-filter-" + s.dataset.filter) === s.value
        );
      };
      rows.forEach((row) => (row.hidden = !fits(row)));
      const shown = rows.filter((row) => !row.hidden).length;
      form.querySelector("output").textContent = filled(words.rows_shown, { shown, rows: rows.length });
    };
    form.addEventListener("input", narrow);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(narrow)); // after the fields are empty
    form.hidden = false;
    narrow();
  });

  const still = (table) => table.tBodies[0].rows.length > 3 && !table.closest(".moving");
  all("table.sortable").filter(still).forEach((table) =>
    all("thead th", table).forEach((heading, column) => {
      const control = document.createElement("button");
      control.type = "button";
      control.title = words.sort;
      control.append(...heading.childNodes);
      heading.append(control);
      control.addEventListener("click", () => sort(table, heading, column));
    })
  );

  // A scenario: the shares come with the page, computed once; here they are only multiplied and
  // rounded, in the same order as in Python, so that both arrive at the same dollars.
  const dollars = (value) =>
    (value < 0 ? "\u2212" : "") + String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  const percent = (part, whole) => {
    if (!whole) return "\u2013";
    const tenths = Math.floor((1000 * part) / whole + 0.5);
    const number = part && !tenths ? "<0.1" : `${Math.floor(tenths / 10)}.${tenths % 10}`;
    return number + "\u00a0%";
  };
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const largestRemainder = (quotas, total) => {
    const whole = quotas.map(Math.floor);
    const rest = total - sum(whole);
    const order = quotas.map((_, i) => i);
    order.sort((i, j) => whole[i] - quotas[i] - (whole[j] - quotas[j]) || i - j);
    order.slice(0, rest).forEach((i) => (whole[i] += 1));
    return whole;
  };
  const bill = (model, input) => {
    const members = model.members.filter((m) => !input.without.includes(m.code));
    const shares = (model.shares[input.key] || {})[input.without.join("+")];
    if (!shares) return null;
    const costs = members.map((m) => input.persons * m.caseload * input.days * input.unit_cost);
    const handling = largestRemainder(costs, Math.floor(sum(costs) + 0.5));
    const total = sum(handling);
    const budget = total + input.fixed_cost;
    const [whole, fixed] = shares.map(sum);
    const quotas = members.map(
      (_, i) => (total * shares[0][i]) / whole + (input.fixed_cost * shares[1][i]) / fixed
    );
    const payment = largestRemainder(quotas, budget);
    return { members, handling, total, budget, payment };
  };
  const scenario = (form) => {
    const model = JSON.parse(form.dataset.model);
    const say = (name, values) => filled(model.words[name], values);
    const body = form.parentElement.querySelector("table").tBodies[0];
    const said = form.querySelector(".said");
    const read = () => ({
      ...Object.fromEntries(model.fields.map((f) => [f.name, Number(form.elements[f.name].value)])),
      key: form.elements.key.value,
      without: all("input[type=checkbox]", form).filter((c) => !c.checked).map((c) => c.value),
    });
    const line = (cells) => {
      const row = document.createElement("tr");
      cells.forEach((text, place) => {
        const cell = document.createElement(place ? "td" : "th");
        if (place) cell.className = "num";
        else cell.scope = "row";
        cell.textContent = text;
        row.append(cell);
      });
      return row;
    };
    const move = () => {
      if (!form.checkValidity()) {
        const field = form.querySelector("input:invalid");
        const [low, high] = [field.min, field.max].map((limit) => dollars(Number(limit)));
        const kind = field.step === "any" ? "number" : "whole";
        said.textContent = say(kind, { field: model.words[field.name], low, high });
        return;
      }
      const input = read();
      const made = bill(model, input);
      if (!made) {
        said.textContent = say("impossible");
        return;
      }
      const { members, handling, total, budget, payment } = made;
      const lines = members.map((m, i) => [
        m.name, percent(payment[i], budget),
        ...[payment[i], handling[i], handling[i] - payment[i]].map(dollars),
      ]);
      lines.push([model.words.total, percent(budget, budget), ...[budget, total, total - budget].map(dollars)]);
      body.replaceChildren(...lines.map(line));
      const most = Math.max(...payment);
      const top = members.filter((_, i) => payment[i] >= most - 1); // a dollar apart is rounding
      const key = model.keys.find((k) => k.name === input.key).label;
      const share = percent(most, budget);
      const who = say(top.length > 1 ? "several" : "most", { count: top.length, member: top[0].name, share, key });
      said.textContent = say("cost", { cost: dollars(budget) }) + (budget ? ` ${who}` : "");
    };
    form.hidden = false;
    form.addEventListener("input", move);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(move));
  };
  all("form.scenario").forEach(scenario);
})();
