"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // On a phone the two lists would push the text off the screen.
  if (matchMedia("(max-width: 64rem)").matches) all("details.toc").forEach((d) => (d.open = false));

  const codes = all("details.code");
  const button = document.getElementById("all-code");
  if (button && codes.length) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = codes.some((d) => !d.open);
      codes.forEach((d) => (d.open = open));
      button.textContent = open ? "Hide all code" : "Show all code";
    });
  }

  const number = (text) => {
    const bare = text.replace(/[\u2212\u2013]/g, "-").replace(/[^\d.eE+-]/g, "");
    return /\d/.test(bare) ? parseFloat(bare) : NaN;
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
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (row) => {
        const text = row.textContent.toLowerCase();
        return words.every((word) => text.includes(word)) && selects.every(
          (s) => !s.value || row.getAttribute("data-filter-" + s.dataset.filter) === s.value
        );
      };
      rows.forEach((row) => (row.hidden = !fits(row)));
      const shown = rows.filter((row) => !row.hidden).length;
      form.querySelector("output").textContent = `${shown} of ${rows.length} rows shown`;
    };
    form.addEventListener("input", narrow);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(narrow)); // after the fields are empty
    form.hidden = false;
    narrow();
  });

  all("table.sortable").filter((t) => t.tBodies[0].rows.length > 3).forEach((table) =>
    all("thead th", table).forEach((heading, column) => {
      const control = document.createElement("button");
      control.type = "button";
      control.title = "Sort by this column";
      control.append(...heading.childNodes);
      heading.append(control);
      control.addEventListener("click", () => sort(table, heading, column));
    })
  );
})();
