/* Keeps the officer's page fresh without losing what is being written: fetches the same page and swaps
   the regions marked data-live. The page works without it. */

const EVERY = 5000;

const status = document.getElementById("status");

function tell(name) {
  const phrase = name && document.getElementById("phrases").content.querySelector(`[data-phrase="${name}"]`);
  const text = phrase ? phrase.textContent : "";
  if (status.textContent !== text) status.textContent = text;
}

/** What a person can see of a region: the one-time tokens in its forms do not count. */
function visible(region) {
  const copy = region.cloneNode(true);
  copy.querySelectorAll("input[name=csrf]").forEach((input) => input.remove());
  return copy.innerHTML;
}

function renewTokens(fresh) {
  const token = fresh.querySelector("input[name=csrf]");
  if (!token) return;
  document.querySelectorAll("input[name=csrf]").forEach((input) => { input.value = token.value; });
}

function swap(region, twin) {
  if (visible(region) === visible(twin)) return true;
  const written = region.querySelector("textarea");
  if (written && written.value.trim()) return Boolean(twin.querySelector("textarea")); // never touch a draft
  const focused = region.contains(document.activeElement) && document.activeElement.id;
  region.replaceChildren(...Array.from(document.adoptNode(twin).childNodes));
  const again = focused && document.getElementById(focused);
  if (again) again.focus({ preventScroll: true });
  return true;
}

/** Who reads the newest line keeps reading the newest line; who looks further up is left alone. */
function followTheTalk(change) {
  const page = document.documentElement;
  const atEnd = page.scrollHeight - window.scrollY - page.clientHeight < 80;
  change();
  if (atEnd && document.querySelector(".lines")) window.scrollTo(0, page.scrollHeight);
}

function show(fresh) {
  const regions = Array.from(document.querySelectorAll("[data-live]"));
  const pairs = regions.map((region) => [region, fresh.querySelector(`[data-live="${region.dataset.live}"]`)]);
  if (pairs.some(([, twin]) => !twin)) return tell("signed-out");
  let kept = true;
  renewTokens(fresh);
  followTheTalk(() => pairs.forEach(([region, twin]) => { kept = swap(region, twin) && kept; }));
  document.title = fresh.title;
  return tell(kept ? "" : "changed");
}

async function refresh() {
  try {
    const answer = await fetch(window.location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch (away) {
    tell("away");
  }
  setTimeout(refresh, EVERY);
}

if (document.querySelector("[data-live]")) {
  if (document.querySelector(".lines")) window.scrollTo(0, document.documentElement.scrollHeight);
  setTimeout(refresh, EVERY);
}
