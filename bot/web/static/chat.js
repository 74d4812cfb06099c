/* The chat page: joins what a citizen does, the line to the server and what is drawn. */

import { Line } from "./line.js";
import { lasting, passing } from "./memory.js";
import {
  addNotice, addOwn, addReplies, clear, fit, hear, noteOwn, offerMore, phrase, showHearing, showMore,
  showStatus,
} from "./page.js";
import { canSpeak, whenThereIsAVoice } from "./voice.js";

const SAME_ACTION = 2000; // a shaking finger taps twice
const ONE_PRESS = 600; // the second touch may land on an answer that has only just appeared
const LOOKING = 600;
const SLOW = 5000;
const REMEMBERED = 200;

const words = document.getElementById("words");
const seen = new Set();
const timers = [];
let last = { action: "", at: -SAME_ACTION };
let repeats = 0;

const line = new Line({
  memory: lasting,
  on: {
    replies: receive,
    outcome: ({ outcome, replies }, message) => {
      if (outcome === "stopped") forgetWhatIsGone();
      if (outcome === "handed_over" && !replies.length) noteOwn(message.id, phrase("passed"));
    },
    online: () => { if (!line.unsent.length) showStatus(""); },
    offline: () => showStatus("offline"),
    failed: (message) => {
      calm();
      showStatus("unsent");
      noteOwn(message.id, phrase("unsent"));
    },
    refused: (message) => {
      calm();
      showStatus("refused");
      if (message.text && !words.value) write(message.text);
    },
    renewed: () => {
      seen.clear();
      passing.set("own", []);
      addNotice(phrase("renewed"));
    },
  },
});

/** New replies of a turn (`message` is what they answer), or replies that came by themselves. */
function receive(replies, message) {
  if (message) noteOwn(message.id, "");
  if (message) calm();
  const fresh = replies.filter((reply) => !seen.has(reply.seq));
  fresh.forEach((reply) => seen.add(reply.seq));
  if (!fresh.length) return;
  const drawn = addReplies(fresh, { answering: Boolean(message) });
  fit();
  if (message && message.choice === "nav:REPEAT" && canSpeak()) {
    hear(drawn[0].querySelector(".hear"), { slower: repeats > 1 });
  }
}

/** "Forget me" was carried out: what is gone at the server leaves the screen and the tab too. */
async function forgetWhatIsGone() {
  const first = Math.min(...seen);
  const left = await line.history();
  if (!left || left.some((reply) => reply.seq === first)) return;
  passing.set("own", []);
  seen.clear();
  clear();
  receive(left);
}

/** Words that say what is going on, only when it takes long enough to wonder. */
function wait() {
  calm();
  timers.push(setTimeout(showStatus, LOOKING, "looking"), setTimeout(showStatus, SLOW, "slow"));
}

function calm() {
  timers.splice(0).forEach(clearTimeout);
  showStatus("");
}

function again(action, patience) {
  const now = performance.now();
  const repeated = now - last.at < (last.action === action ? SAME_ACTION : patience);
  if (!repeated) last = { action, at: now };
  return repeated;
}

function say(message) {
  repeats = message.choice === "nav:REPEAT" ? repeats + 1 : 0;
  const queued = line.say(message);
  wait();
  if (!queued.shown) return;
  addOwn(queued);
  const own = passing.get("own", []);
  const after = Math.max(0, ...seen);
  passing.set("own", [...own, { id: queued.id, shown: queued.shown, after }].slice(-REMEMBERED));
}

function choose(button) {
  const choice = button.dataset.choice;
  if (again(choice, button.classList.contains("answer") ? ONE_PRESS : 0)) return;
  const shown = choice === "nav:REPEAT" ? "" : button.textContent.trim();
  say({ choice, shown });
}

function write(text) {
  words.value = text;
  passing.set("draft", text);
  fit();
}

function send(event) {
  event.preventDefault();
  const text = words.value.trim();
  if (!text) words.focus();
  if (!text || again(text, 0)) return;
  write("");
  say({ text, shown: text });
}

function sendOnEnter(event) {
  const composing = event.isComposing || event.keyCode === 229; // Telex and VNI compose letters
  if (event.key === "Enter" && !event.shiftKey && !composing) send(event);
}

function tap(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.choice) choose(button);
  else if (button.classList.contains("hear")) hear(button);
}

/** Draws what was said before, with the citizen's own lines where they belong. */
function recall(replies) {
  const still = new Set(replies.map((reply) => reply.seq));
  const kept = passing.get("own", []).filter((own) => still.has(own.after));
  passing.set("own", kept);
  const known = new Set(kept.map((own) => own.id));
  const waiting = line.unsent.filter((each) => each.shown && !known.has(each.id));
  const own = [...kept, ...waiting.map((each) => ({ ...each, after: Infinity }))];
  replies.forEach((reply) => {
    while (own.length && own[0].after < reply.seq) addOwn(own.shift());
    receive([reply]);
  });
  own.forEach(addOwn);
}

async function begin() {
  let replies = await line.history();
  while (!replies) {
    await new Promise((wake) => setTimeout(wake, 2000));
    replies = await line.history();
  }
  recall(replies);
  while (!line.token && await line.open()) {
    showStatus("offline");
    await new Promise((wake) => setTimeout(wake, 2000));
  }
  showStatus("");
  if (line.unsent.length) wait();
  line.drain();
  line.listen();
}

document.addEventListener("click", tap);
document.getElementById("write").addEventListener("submit", send);
words.addEventListener("keydown", sendOnEnter);
words.addEventListener("input", () => write(words.value));
window.addEventListener("resize", fit);
window.addEventListener("scroll", offerMore, { passive: true });
document.getElementById("more").addEventListener("click", showMore);
window.addEventListener("online", () => line.retryNow());
window.addEventListener("offline", () => showStatus("offline"));
whenThereIsAVoice(showHearing);
write(passing.get("draft", ""));
begin();
