/* Results while typing: asks for the list alone and swaps it in. The page works without it. */

const PAUSE = 120;

const form = document.querySelector("form.search");
const results = document.getElementById("results");
let waiting;
let latest = 0;

async function look() {
  const asked = ++latest;
  const query = new URLSearchParams(new FormData(form));
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/tra-cuu/ket-qua?${query}`);
    if (answer.ok && asked === latest) {
      results.innerHTML = await answer.text();
      window.history.replaceState(null, "", `/tra-cuu?${query}`);
    }
  } catch {
    /* the network is away: the list stays, and the button still works */
  } finally {
    if (asked === latest) results.setAttribute("aria-busy", "false");
  }
}

if (form) {
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, PAUSE); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); look(); });
}
document.getElementById("print")?.addEventListener("click", () => window.print());
