/* The line to the server: messages go in order, one at a time, with the same id until answered.
   Knows nothing of the page; what it hears it tells through `on`. */

const API = "/api/chat";
const WAIT = 10; // seconds that the server may think before it answers 202
const PATIENCE = 25000;
const AGAIN = [1000, 2000, 4000, 8000, 15000];
const POLL = { seen: 3000, hidden: 15000 };
const LATER = new Set([408, 425, 429]);

const pause = (time) => new Promise((wake) => setTimeout(wake, time));

function newId() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16)); // plain http has no randomUUID
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

export class Line {
  constructor({ memory, on }) {
    this.memory = memory;
    this.on = on;
    this.token = memory.get("token", null);
    this.unsent = memory.get("unsent", []);
    this.after = 0;
    this.failures = 0;
    this.draining = false;
    this.wake = () => {};
  }

  /** Queues one message; `shown` is what the citizen sees of it. Returns it with its id. */
  say(message) {
    const queued = { id: newId(), ...message };
    this.keep([...this.unsent, queued]);
    this.drain();
    return queued;
  }

  /** What was said before the page was opened: [] for who is new, null while it cannot be known. */
  async history() {
    const said = [];
    this.after = 0;
    while (this.token) {
      const page = await this.fetchReplies();
      if (!page) return null;
      if (!page.length) break;
      said.push(...page);
    }
    return said;
  }

  /** Sends what waits, until nothing does. */
  async drain() {
    if (this.draining) return;
    this.draining = true;
    while (this.unsent.length) {
      const next = await this.attempt(this.unsent[0]);
      if (next) await Promise.race([pause(next), new Promise((wake) => { this.wake = wake; })]);
    }
    this.draining = false;
  }

  /** Asks for replies that nobody waited for: an officer's words, a receipt. */
  async listen() {
    for (;;) {
      await pause(document.hidden ? POLL.hidden : POLL.seen);
      if (this.draining || !this.token) continue;
      const replies = await this.fetchReplies();
      if (replies && replies.length) this.on.replies(replies);
    }
  }

  /** The network is back: do not wait any longer. */
  retryNow() {
    this.failures = 0;
    this.wake();
  }

  keep(unsent) {
    this.unsent = unsent;
    this.memory.set("unsent", unsent);
  }

  drop(message) {
    this.keep(this.unsent.filter((each) => each.id !== message.id));
  }

  /** One try. Returns the milliseconds to wait before the next one; 0 when this message is done with. */
  async attempt(message) {
    const answer = await this.post(message);
    if (answer.status === 200) return this.answered(message, answer.body);
    if (answer.status === 202) return this.thinking();
    if (answer.status === 401) return this.renew();
    if (answer.status >= 400 && answer.status < 500 && !LATER.has(answer.status)) return this.refused(message);
    return this.failed(message);
  }

  answered(message, body) {
    this.failures = 0;
    this.drop(message);
    this.on.online();
    this.on.replies(body.replies, message);
    this.on.outcome(body, message);
    return 0;
  }

  thinking() {
    this.failures = 0;
    this.on.online();
    return AGAIN[0];
  }

  refused(message) {
    this.drop(message);
    this.on.refused(message);
    return 0;
  }

  failed(message) {
    this.on.failed(message);
    const wait = AGAIN[Math.min(this.failures, AGAIN.length - 1)];
    this.failures += 1;
    return wait;
  }

  /** The server no longer knows us: it greets us anew, then we say what was written. Old buttons mean nothing there. */
  renew() {
    this.token = null;
    this.memory.set("token", null);
    this.after = 0;
    this.keep(this.unsent.filter((each) => each.text));
    this.on.renewed();
    return 0;
  }

  async post(message) {
    if (!this.token) {
      const refusal = await this.open();
      if (refusal) return refusal;
    }
    const said = message.choice ? { choice: message.choice } : { text: message.text };
    return this.call("POST", `/messages?wait=${WAIT}`, { id: message.id, ...said });
  }

  /** A session of our own, and its greeting. Returns the answer that stood in the way, if one did. */
  async open() {
    const session = await this.call("POST", "/sessions");
    if (session.status !== 201) return { ...session, status: session.status === 401 ? 503 : session.status };
    this.token = session.body.token;
    this.memory.set("token", this.token);
    const greeting = await this.fetchReplies();
    if (greeting) this.on.replies(greeting);
    return null;
  }

  async fetchReplies() {
    const answer = await this.call("GET", `/replies?after=${this.after}`);
    if (answer.status === 401) {
      this.renew();
      this.drain();
      return null;
    }
    if (answer.status !== 200) {
      this.on.offline();
      return null;
    }
    this.after = Math.max(this.after, ...answer.body.replies.map((reply) => reply.seq));
    this.on.online();
    return answer.body.replies;
  }

  /** Status and body; status 0 when nothing came back. */
  async call(method, path, said) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : {};
    if (said) headers["Content-Type"] = "application/json";
    const body = said && JSON.stringify(said);
    try {
      const answer = await fetch(API + path, { method, headers, body, signal: stop.signal, cache: "no-store" });
      return { status: answer.status, body: answer.ok ? await answer.json() : null };
    } catch (nothing) {
      return { status: 0, body: null };
    } finally {
      clearTimeout(timer);
    }
  }
}
