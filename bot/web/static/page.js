/* Draws the conversation. Holds no words of its own (index.html does) and never talks to the server. */

import { paragraphs, trusted } from "./text.js";
import { canSpeak, hush, speak } from "./voice.js";

const ALWAYS_THERE = new Set(["nav:REPEAT", "nav:BACK", "nav:HUMAN"]);
const KEYBOARDS = {
  citizen_id: { inputMode: "numeric" },
  number: { inputMode: "numeric" },
  phone: { inputMode: "tel", autocomplete: "tel" },
  email: { inputMode: "email", autocomplete: "email", autocapitalize: "none" },
  identity_number: { autocapitalize: "characters" },
  // whose name or address is asked is rarely the owner of the phone, so nothing is filled in for them
  person_name: { autocapitalize: "words" },
  address: { autocapitalize: "words" },
};
const WITHOUT_SPELLING = new Set(["person_name", "citizen_id", "identity_number", "phone", "email", "address"]);
const ONWARD = /^(send|file|ok|card|nav:RESUME)(:|$)/; // the one button that moves things on, when there is one
const TAPPED = new Set(["choice", "yes_no", "sex"]);

const find = (id) => document.getElementById(id);
const talk = find("talk");
const words = find("words");

/** A sentence of index.html with its address words and values put in. */
export function phrase(name, values = {}) {
  const { goi, xung } = document.body.dataset;
  const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
  const known = { goi, xung, Goi: capital(goi), Xung: capital(xung), ...values };
  const text = find("phrases").content.querySelector(`[data-phrase="${name}"]`).textContent;
  return text.replace(/\{(\w+)\}/g, (whole, key) => known[key]);
}

function make(tag, name, ...content) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...content);
  return node;
}

const icon = (id) => find(id).content.cloneNode(true);

/** The citizen's own line; `id` lets a note be put under it. */
export function addOwn({ id, shown }) {
  const hadFocus = talk.contains(document.activeElement);
  plainAnswers();
  const line = make("article", "own", make("span", "unseen", phrase("own")), make("p", "", shown));
  line.dataset.id = id;
  line.tabIndex = -1;
  talk.append(line);
  if (hadFocus) line.focus({ preventScroll: true }); // the pressed button is gone
  toTheEnd();
}

function toTheEnd() {
  const { scrollHeight } = document.documentElement;
  if (document.body.classList.contains("loose")) talk.lastElementChild.scrollIntoView({ block: "center" });
  else window.scrollTo(0, scrollHeight);
}

/** Who sees the newest line goes on seeing it when something beside it grows. */
function keepTheEnd(change) {
  const page = document.documentElement;
  const atEnd = page.scrollHeight - window.scrollY - page.clientHeight < 8;
  change();
  if (atEnd && !document.body.classList.contains("loose")) window.scrollTo(0, page.scrollHeight);
}

/** A word under the citizen's line ("not sent yet"); none takes it away. */
export function noteOwn(id, note) {
  const line = talk.querySelector(`[data-id="${id}"]`);
  if (!line) return;
  const old = line.querySelector(".note");
  keepTheEnd(() => {
    if (old) old.remove();
    if (note) line.append(make("p", "note", note));
  });
}

export function clear() {
  talk.replaceChildren();
}

export function addNotice(text) {
  talk.append(make("p", "notice", text));
}

/** Draws replies of one turn, or of nobody's turn. Returns the nodes. */
export function addReplies(replies, { answering = true } = {}) {
  const hadFocus = talk.contains(document.activeElement);
  if (answering && replies.length) settle();
  const drawn = replies.map(addReply);
  showField(replies);
  if (drawn.length) bringIntoView(drawn[0]);
  if (hadFocus && answering && drawn.length) drawn[0].focus({ preventScroll: true });
  return drawn;
}

function addReply(reply) {
  const asked = reply.buttons.filter((button) => !ALWAYS_THERE.has(button.value));
  if (asked.length) plainAnswers();
  const author = reply.author === "officer" ? "officer" : "bot";
  const node = make("article", `reply now ${author}`, head(reply, author, asked));
  node.tabIndex = -1;
  node.append(make("div", "say", ...paragraphs(reply.text)), ...(reply.attachments || []).map(paper));
  if (asked.length) node.append(answers(asked));
  talk.append(node);
  return node;
}

/** Who speaks, said once for several replies in a row, and the button that reads this one aloud. */
function head(reply, author, asked) {
  const before = talk.lastElementChild;
  const same = before && before.classList.contains(author);
  const line = make("header", same ? "head again" : "head", make("span", same ? "by unseen" : "by", phrase(author)));
  const labels = asked.map((button) => button.label);
  const hear = make("button", "hear", icon("icon-hear"), make("span", "", phrase("hear")));
  hear.type = "button";
  hear.hidden = !canSpeak();
  hear.said = [...paragraphs(reply.text).map((each) => each.textContent), ...labels];
  line.append(hear);
  return line;
}

function paper(file) {
  const href = trusted(file.url);
  const name = make("span", "name", file.name);
  const node = make(href ? "a" : "p", "paper", icon("icon-paper"), make("span", "", name, phrase("open")));
  if (href) Object.assign(node, { href, target: "_blank", rel: "noopener noreferrer" });
  return node;
}

function answers(buttons) {
  const group = make("div", "answers", ...buttons.map(answer));
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", phrase("answers"));
  const onward = buttons.findIndex((button) => ONWARD.test(button.value));
  if (onward >= 0) group.children[onward].classList.add("primary");
  return group;
}

function answer({ label, value }) {
  const button = make("button", "answer", label);
  button.type = "button";
  button.dataset.choice = value;
  return button;
}

/** What was answered is no longer a button, only a line of words. */
function plainAnswers() {
  talk.querySelectorAll(".answers").forEach((group) => {
    const labels = Array.from(group.children, (button) => button.textContent);
    group.replaceWith(make("p", "were", labels.join(" · ")));
  });
}

function settle() {
  plainAnswers();
  talk.querySelectorAll(".now").forEach((node) => node.classList.remove("now"));
}

/** The first new reply is seen from its beginning, even when the turn is taller than the screen. */
function bringIntoView(first) {
  const free = !document.body.classList.contains("loose");
  if (free) window.scrollTo(0, document.documentElement.scrollHeight);
  const above = getComputedStyle(find("top")).position === "sticky" ? find("top").offsetHeight : 0;
  const over = first.getBoundingClientRect().top - above - 8;
  if (over < 0 || !free) window.scrollBy(0, over);
}

/** A way down while more lies below the screen; never over something that can be tapped. */
export function offerMore() {
  const more = find("more");
  const floor = find("dock").getBoundingClientRect().top;
  const below = find("end").getBoundingClientRect().top > floor + 24;
  const covers = Array.from(talk.querySelectorAll("button, a")).some((target) => {
    const { top, bottom } = target.getBoundingClientRect();
    return bottom > floor - 84 && top < floor;
  });
  more.hidden = !below || covers;
}

export function showMore() {
  window.scrollBy(0, window.innerHeight * 0.45);
}

/** Progress, title and keyboard follow the newest reply. */
function showField(replies) {
  const newest = replies[replies.length - 1];
  if (!newest || newest.author === "officer") return;
  const field = newest.field;
  showProgress(field);
  setKeyboard(field);
  const question = newest.text.split("\n")[0].slice(0, 80);
  document.title = field ? `${question} – Một Cửa` : "Một Cửa";
}

function showProgress(field) {
  const known = Boolean(field && field.of);
  find("step").hidden = find("bar").hidden = !known;
  if (!known) return;
  find("step").textContent = phrase("step", { step: field.step, of: field.of });
  find("bar").max = field.of;
  find("bar").value = field.step;
}

function setKeyboard(field) {
  const kind = field ? field.kind : "text";
  const wanted = { inputMode: "text", autocomplete: "off", autocapitalize: "sentences", ...KEYBOARDS[kind] };
  Object.assign(words, wanted);
  words.spellcheck = !WITHOUT_SPELLING.has(kind);
  const tapping = TAPPED.has(kind) && !words.value && window.matchMedia("(pointer: coarse)").matches;
  if (tapping) words.blur(); // the phone's keyboard would cover the answers
}

export function showStatus(name) {
  const text = name ? phrase(name) : "";
  if (find("status").textContent !== text) keepTheEnd(() => { find("status").textContent = text; });
}

/** Voices may turn up after the first reply. */
export function showHearing() {
  talk.querySelectorAll(".hear").forEach((button) => { button.hidden = false; });
}

function label(button, name) {
  button.lastChild.textContent = phrase(name);
}

/** Reads this reply, or stops when it is being read. */
export function hear(button, { slower = false } = {}) {
  const speaking = button.classList.contains("speaking");
  talk.querySelectorAll(".speaking").forEach(quiet);
  if (speaking) {
    hush();
    return;
  }
  button.classList.add("speaking");
  label(button, "stop");
  speak(button.said, { slower, done: () => quiet(button) });
}

function quiet(button) {
  button.classList.remove("speaking");
  label(button, "hear");
}

/** The box grows with what is written, and the whole page lets go of its bars where they leave no room. */
export function fit() {
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight + words.offsetHeight - words.clientHeight}px`;
  const bars = find("dock").offsetHeight + find("top").offsetHeight;
  document.body.classList.toggle("loose", bars > window.innerHeight * 0.55);
  offerMore();
}
