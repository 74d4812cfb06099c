/* Turns the text of a reply into nodes. Never HTML: only *.gov.vn and our own pages become links. */

const ADDRESS = /https?:\/\/[^\s<>"]+|\b(?:[a-z0-9-]+\.)+gov\.vn\b(?:\/[^\s<>"]*)?/gi;
const ITEM = /^\s*(\d+[.)]|[-•])\s+(.*)$/;

/** The address if a citizen may be sent there, otherwise null. */
export function trusted(text) {
  let url;
  try {
    url = new URL(text, window.location.href);
  } catch (notAnAddress) {
    return null;
  }
  const state = /(^|\.)gov\.vn$/.test(url.hostname) && !url.port;
  const ours = url.origin === window.location.origin;
  const plain = /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return plain && (state || ours) ? url.href : null;
}

function link(words, href) {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.textContent = words;
  return anchor;
}

function withLinks(line) {
  const nodes = [];
  let from = 0;
  for (const found of line.matchAll(ADDRESS)) {
    const words = found[0].replace(/[.,;:!?)\]]+$/, "");
    const href = trusted(/^https?:/i.test(words) ? words : `https://${words}`);
    const mailbox = line[found.index - 1] === "@";
    if (!href || mailbox) continue;
    nodes.push(line.slice(from, found.index), link(words, href));
    from = found.index + words.length;
  }
  nodes.push(line.slice(from));
  return nodes;
}

function paragraph(line) {
  const item = ITEM.exec(line);
  const shown = document.createElement("p");
  if (!item) {
    shown.append(...withLinks(line));
    return shown;
  }
  const mark = document.createElement("span");
  mark.textContent = `${item[1]} `;
  const words = document.createElement("span");
  words.append(...withLinks(item[2]));
  shown.className = "item";
  shown.append(mark, words);
  return shown;
}

/** One paragraph for each line that says something. */
export function paragraphs(text) {
  return text.split("\n").filter((line) => line.trim()).map(paragraph);
}
