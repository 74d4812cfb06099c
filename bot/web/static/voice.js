/* Reads replies aloud with the browser's own Vietnamese voice; silent where there is none. */

const RATES = [0.95, 0.85]; // below 0.85 a synthetic voice is harder to follow, not easier

const speech = "speechSynthesis" in window ? window.speechSynthesis : null;

function vietnamese() {
  const voices = speech ? speech.getVoices() : [];
  return voices.find((voice) => /^vi([-_]|$)/i.test(voice.lang)) || null;
}

/** Calls `ready` once a Vietnamese voice is there; voices may arrive after the page. */
export function whenThereIsAVoice(ready) {
  if (!speech) return;
  if (vietnamese()) {
    ready();
    return;
  }
  const look = () => {
    if (!vietnamese()) return;
    speech.removeEventListener("voiceschanged", look);
    ready();
  };
  speech.addEventListener("voiceschanged", look);
}

export function canSpeak() {
  return vietnamese() !== null;
}

export function hush() {
  if (speech) speech.cancel();
}

/** Says the sentences with a pause between them; `slower` for who asks a second time. */
export function speak(sentences, { slower = false, done = () => {} } = {}) {
  hush();
  sentences.forEach((sentence, index) => {
    const spoken = new SpeechSynthesisUtterance(sentence);
    spoken.lang = "vi-VN";
    spoken.voice = vietnamese();
    spoken.rate = RATES[slower ? 1 : 0];
    if (index === sentences.length - 1) spoken.onend = done;
    spoken.onerror = done;
    speech.speak(spoken);
  });
}
