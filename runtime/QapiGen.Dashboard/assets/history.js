// What was sent from this tab, as long as it is open.
import { h, momentElement } from './base.js';

const key = 'qapi-history';
const maxCalls = 50;

function historyOf() {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]');
  } catch {
    return [];
  }
}

export function noteCall(call) {
  try {
    sessionStorage.setItem(key, JSON.stringify([call, ...historyOf()].slice(0, maxCalls)));
  } catch {
    // Then there is no history.
  }
}

export function historyCard(again) {
  const calls = historyOf();
  return h('section', { class: 'frame sent', 'aria-label': 'History', hidden: calls.length === 0 }, h('h3', { class: 'caption' }, 'Sent from this tab'), h('ol', { class: 'history' }, calls.map(call => h('li', {}, h('button', { type: 'button', onclick: () => again(call) },
    momentElement(call.time), h('span', { class: 'doc to' }, call.server), h('span', { class: 'mono' }, call.command), h('span', { class: 'mono doc' }, call.arguments.replace(/\s+/g, ' ')),
    h('span', { class: call.outcome === 'ok' ? 'doc' : 'bad-text' }, call.outcome))))));
}
