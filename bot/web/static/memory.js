/* What this browser keeps. Unsent words outlive the page; what was said is gone with the tab. */

function shelf(name) {
  try {
    const storage = window[name];
    storage.setItem("motcua.try", "1");
    storage.removeItem("motcua.try");
    return storage;
  } catch (closed) {
    return null; // private windows and some in-app browsers
  }
}

function memoryIn(storage) {
  const kept = new Map();
  return {
    get(key, otherwise) {
      try {
        const found = storage ? storage.getItem(`motcua.${key}`) : kept.get(key);
        return found ? JSON.parse(found) : otherwise;
      } catch (broken) {
        return otherwise;
      }
    },
    set(key, value) {
      const text = JSON.stringify(value);
      try {
        if (storage) storage.setItem(`motcua.${key}`, text);
        else kept.set(key, text);
      } catch (full) {
        kept.set(key, text);
      }
    },
  };
}

/** The token and what is not sent yet: must survive closing the page. */
export const lasting = memoryIn(shelf("localStorage"));

/** The citizen's own lines and a half-written answer: personal, so they leave with the tab. */
export const passing = memoryIn(shelf("sessionStorage"));
