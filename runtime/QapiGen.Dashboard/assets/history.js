// What was sent from this tab, as long as it is open.
import { h, momentElement, named } from './base.js';

const key = 'qapi-history';
const maxCalls = 50;
const maxInRow = 400;

function historyOf() {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]');
  } catch {
    return [];
  }
}

export function noteCall(call) {
  // There is so much room, and the oldest ones make way; where there is none at all, there is no history.
  const calls = [call, ...historyOf()].slice(0, maxCalls);
  while (calls.length > 0 && !canStore(calls)) calls.pop();
}

function canStore(calls) {
  try {
    sessionStorage.setItem(key, JSON.stringify(calls));
    return true;
  } catch {
    return false;
  }
}

export function historyCard(again) {
  const calls = historyOf();
  return h('section', { class: 'frame sent', 'aria-label': 'History', hidden: calls.length === 0 }, h('h3', { class: 'caption' }, 'Sent from this tab'), h('ol', { class: 'history' }, calls.map(call => h('li', {}, h('button', { type: 'button', onclick: () => again(call) },
    momentElement(call.time), h('span', { class: 'doc to' }, call.server), h('span', { class: 'mono' }, named(call.command)), h('span', { class: 'mono doc' }, call.arguments.slice(0, maxInRow).replace(/\s+/g, ' ')),
    h('span', { class: call.outcome === 'ok' ? 'doc' : 'bad-text' }, call.outcome))))));
}
