// Events that a page holds: those that are shown, and those that wait while the log is paused. Bounded, whatever a server sends: so many events, and characters of their data.
import { count } from './base.js';

const maxKept = 5000;
const maxText = 16 * 1024 * 1024;

export class Held {
  kept = [];
  waiting = [];
  leftOut = 0;
  hasLetGo = false;

  // Gives those that went for them.
  keep(items) {
    this.kept.push(...items);
    const gone = trim(this.kept);
    this.hasLetGo ||= gone.length > 0;
    return gone;
  }

  wait(items) {
    this.waiting.push(...items);
    this.leftOut += trim(this.waiting).length;
  }

  // With a word about what there was no room for.
  whatWaits() {
    const items = this.waiting.slice(this.leftOut > 0 ? 1 - maxKept : 0);
    if (this.leftOut > 0) items.unshift({ gap: `${count(this.leftOut)} events left out: more came meanwhile than this page keeps`, received: items[0]?.received, arrived: items[0]?.arrived - 0.5 });
    return items;
  }

  takeWaiting() {
    const items = this.whatWaits();
    this.waiting.length = this.leftOut = 0;
    return items;
  }

  clear() {
    this.kept.length = this.waiting.length = this.leftOut = 0;
    this.hasLetGo = false;
  }

  // Another that holds those of them, and of one more, that pass a test: each once, in the order in which they came.
  only(test, other = new Held()) {
    const choose = (these, those) => [...new Set([...these, ...those])].filter(test).sort((one, two) => one.arrived - two.arrived);
    const chosen = Object.assign(new Held(), { hasLetGo: this.hasLetGo, leftOut: this.leftOut });
    chosen.keep(choose(this.kept, other.kept));
    chosen.wait(choose(this.waiting, other.waiting));
    return chosen;
  }
}

// Takes away the oldest of more than is kept.
function trim(items) {
  let first = Math.max(0, items.length - maxKept);
  let room = maxText;
  for (let i = items.length - 1; i >= first; i--) {
    room -= items[i].text?.length ?? 0;
    if (room < 0) first = Math.min(i + 1, items.length - 1);
  }
  return items.splice(0, first);
}
